# syntax=docker/dockerfile:1
# A service as a native executable. Needs 8 GB and 4 cores for each build:
#   docker build -f deploy/docker/native.Dockerfile --build-arg SERVICE=gateway -t kefu/gateway:0.1.0-native .
# rag-service has no native image; use jvm.Dockerfile (docs/adr/0110-rag-service-on-the-jvm.md).
ARG BUILDER=quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25
ARG RUNTIME=quay.io/quarkus/ubi9-quarkus-micro-image:2.0

FROM docker.io/library/maven:3-eclipse-temurin-25 AS sources
ARG SERVICE
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q -pl services/${SERVICE} -am -DskipTests package \
      -Dquarkus.native.enabled=true -Dquarkus.native.sources-only=true -Dquarkus.package.jar.enabled=false

FROM ${BUILDER} AS build
ARG SERVICE
USER quarkus
WORKDIR /build
COPY --chown=quarkus:root --from=sources /src/services/${SERVICE}/target/native-sources/ ./
RUN native-image $(cat native-image.args) -J-Xmx6g && mv *-runner application

FROM ${RUNTIME}
ARG SERVICE
LABEL org.opencontainers.image.title="kefu ${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/kefu
COPY --from=build --chown=0:0 --chmod=0555 /build/application ./application
USER 10001:10001
ENV LANG=C.UTF-8
ENTRYPOINT ["/opt/kefu/application"]
