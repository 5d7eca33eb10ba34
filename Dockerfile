# The gateway alone: what the distribution has, a Java runtime with only the modules that it needs, and the scripts that deployments of
# the original call. Every image has an exact version. A release also names the digest of RUNTIME, see docs/releasing.md:
#   docker build --build-arg VERSION=0.1.0 --build-arg COMMIT="$(git rev-parse --short=10 HEAD)" -t oisp-gateway:0.1.0 .
ARG RUNTIME=debian:12.11-slim

# Compiled on the machine that builds, whatever the image is for: there is nothing of a processor in it.
FROM --platform=$BUILDPLATFORM maven:3.9.11-eclipse-temurin-17 AS build
# Of pom.xml: another version fails here.
ARG VERSION=0.1.0
# Git's files are not in the build's context.
ARG COMMIT=
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -q -Pdist -Dmaven.test.skip=true \
      ${COMMIT:+-Dgit.commit.id.abbrev=$COMMIT -Dgit.dirty=false} -pl gateway-dist -am package
RUN mkdir -p /image/app/keys /image/files \
 && tar -xzf gateway-dist/target/oisp-gateway-$VERSION.tar.gz --strip-components=1 -C /image/app \
 && rm -r /image/app/systemd \
 && cp -r deploy/container/. /image/app/

FROM maven:3.9.11-eclipse-temurin-17 AS java
COPY --from=build /image/app /image/app
# The modules that jdeps finds, and those that are loaded by name: elliptic curves, DNS, SASL, jcmd, signals. Jackson works without java.desktop.
RUN modules=$(jdeps -q --ignore-missing-deps --multi-release 17 --print-module-deps /image/app/lib/*.jar \
      | tr , '\n' | grep -vx java.desktop | paste -sd ,) \
 && jlink --add-modules "$modules,java.management,java.security.jgss,java.security.sasl,jdk.crypto.ec,jdk.jcmd,jdk.naming.dns,jdk.unsupported" \
      --no-header-files --no-man-pages --compress=2 --output /opt/jre \
 && /opt/jre/bin/java -Xshare:dump
# Netty's libraries are in native/, so the jars that bring them are not needed, nor those of other processors.
RUN cd /image/app && rm lib/netty-*-osx-*.jar lib/netty-*-linux-*.jar \
 && case $(uname -m) in aarch64) rm native/*_x86_64.so ;; *) rm native/*_aarch_64.so ;; esac

FROM ${RUNTIME}
ENV PATH=/opt/java/bin:$PATH LANG=C.UTF-8
COPY --from=java /opt/jre /opt/java
COPY --from=java /image/app /app
# The only directory that a command writes to: `dev --only-files`, for demonstrations.
COPY --from=build --chown=10001:10001 /image/files /app/target/dev
# The class archive, for quicker starts: made where it is used, by the Java that uses it.
RUN /app/gateway rehearse && test -s /app/classes.jsa
ARG RUNTIME
ARG VERSION=0.1.0
ARG COMMIT=
LABEL org.opencontainers.image.title="OISP WebSocket gateway" \
      org.opencontainers.image.description="Carries actuations to fleets of connected devices over WebSocket" \
      org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$COMMIT \
      org.opencontainers.image.base.name=docker.io/library/$RUNTIME
# As in the original's image, keys/public.pem is /app/keys/public.pem.
WORKDIR /app
USER 10001:10001
EXPOSE 5000 5001
# Live, not ready: an orchestrator must not end a gateway with connected devices while the database is away.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/app/scripts/health", "live"]
ENTRYPOINT ["/app/entrypoint"]
CMD ["serve"]
