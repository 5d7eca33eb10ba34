# The gateway alone: its jars, a Java runtime with only the modules that they need, and the scripts that deployments of the original
# call. Every image has an exact version.

FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -q -Dmaven.test.skip=true -pl gateway-cli -am package
# The embedded database is in lib-dev/, which is not copied.
RUN mkdir -p /image/app/lib /image/app/native /image/app/keys /image/files \
 && cp gateway-cli/target/lib/*.jar gateway-cli/target/gateway-cli-*.jar /image/app/lib/ \
 && cp gateway jvm.options LICENSE /image/app/ \
 && cp -r deploy/container/. /image/app/ \
 && cd /image/app/native \
 && for jar in ../lib/netty-transport-native-epoll-*-linux-*.jar ../lib/netty-tcnative-boringssl-static-*-linux-*.jar; do jar xf "$jar" META-INF/native; done \
 && mv META-INF/native/*.so . && rm -r META-INF
# The modules that jdeps finds, and those that are loaded by name: elliptic curves, DNS, SASL, jcmd, signals. Jackson works without java.desktop.
RUN modules=$(jdeps -q --ignore-missing-deps --multi-release 17 --print-module-deps /image/app/lib/*.jar \
      | tr , '\n' | grep -vx java.desktop | paste -sd ,) \
 && jlink --add-modules "$modules,java.management,java.security.jgss,java.security.sasl,jdk.crypto.ec,jdk.jcmd,jdk.naming.dns,jdk.unsupported" \
      --no-header-files --no-man-pages --compress=2 --output /image/opt/java \
 && /image/opt/java/bin/java -Xshare:dump

FROM debian:12.11-slim
ENV PATH=/opt/java/bin:$PATH LANG=C.UTF-8
COPY --from=build /image/opt/java /opt/java
COPY --from=build /image/app /app
# The only directory that a command writes to: `dev --only-files`, for demonstrations.
COPY --from=build --chown=10001:10001 /image/files /app/target/dev
# As in the original's image, keys/public.pem is /app/keys/public.pem.
WORKDIR /app
USER 10001:10001
EXPOSE 5000 5001
# Live, not ready: an orchestrator must not end a gateway with connected devices while the database is away.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/app/scripts/health", "live"]
ENTRYPOINT ["/app/entrypoint"]
CMD ["serve"]
