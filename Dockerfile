# The gateway alone: its jars, a Java runtime cut to what they need, and the scripts that deployments of the original call.
# Every image is pinned; what changes is changed here.

FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -q -Dmaven.test.skip=true -pl gateway-cli -am package
# lib/ has no embedded database: that is lib-dev/, and it stays here.
RUN mkdir -p /image/app/lib /image/app/native /image/app/keys /image/files \
 && cp gateway-cli/target/lib/*.jar gateway-cli/target/gateway-cli-*.jar /image/app/lib/ \
 && cp gateway jvm.options LICENSE /image/app/ \
 && cp -r deploy/container/. /image/app/ \
 && cd /image/app/native \
 && for jar in ../lib/netty-transport-native-epoll-*-linux-*.jar ../lib/netty-tcnative-boringssl-static-*-linux-*.jar; do jar xf "$jar" META-INF/native; done \
 && mv META-INF/native/*.so . && rm -r META-INF
# What the jars name, and what is found by name only: elliptic curves, DNS, SASL, jcmd, signals. Jackson names java.desktop and works without.
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
# Where the original has it: keys/public.pem is /app/keys/public.pem.
WORKDIR /app
USER 10001:10001
EXPOSE 5000 5001
# Live, not ready: a database that is away is no reason to end a gateway whose devices are connected.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/app/scripts/health", "live"]
ENTRYPOINT ["/app/entrypoint"]
CMD ["serve"]
