# syntax=docker/dockerfile:1
# A service on the JVM, with an AOT cache trained while the image is built:
#   docker build -f deploy/docker/jvm.Dockerfile --build-arg SERVICE=gateway -t kefu/gateway:0.1.0-jvm .
# BUILDER is any image with a JDK 25 and Maven; set it to your mirror of one.
ARG BUILDER=docker.io/library/maven:3-eclipse-temurin-25
ARG RUNTIME=docker.io/library/eclipse-temurin:25-jre

FROM ${BUILDER} AS build
ARG SERVICE
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q -pl services/${SERVICE} -am -DskipTests package

FROM ${RUNTIME} AS trained
ARG SERVICE
WORKDIR /opt/kefu
COPY --from=build /src/services/${SERVICE}/target/quarkus-app/ ./
# The cache holds loaded and linked classes of a start, with secrets that are forgotten with this layer and without back
# ends. It is used only under the options it was made with: those of the collector and of modules are the entry point's
# (DockerfileTest compares them). A cache that cannot be made is no reason to have no image.
RUN key=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n') && \
    KEFU_SERVICE_TOKEN_SECRET=$key KEFU_TOKEN_KEYS_SECRET=$key KEFU_MESSAGE_DATA_KEYS=k1:$key KEFU_ERP_DATA_KEYS=k1:$key \
    QUARKUS_INIT_AND_EXIT=true QUARKUS_FLYWAY_MIGRATE_AT_START=false \
    timeout 300 java -XX:AOTCacheOutput=app.aot -XX:+UseSerialGC --add-modules jdk.incubator.vector -jar /opt/kefu/quarkus-run.jar \
    > /tmp/training.log 2>&1 || { echo "no AOT cache:"; tail -n 20 /tmp/training.log; }

FROM ${RUNTIME}
ARG SERVICE
LABEL org.opencontainers.image.title="kefu ${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/kefu
COPY --from=trained --chown=0:0 /opt/kefu/ ./
# A fresh volume takes its owner from here.
RUN mkdir -p /var/lib/kefu/index /var/lib/kefu/files && chown -R 10001:10001 /var/lib/kefu
USER 10001:10001
ENV LANG=C.UTF-8 JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+UseSerialGC"
# Root is read-only in the chart: whatever is written goes to /tmp or a volume.
ENTRYPOINT ["java", "-XX:AOTCache=/opt/kefu/app.aot", "-XX:AOTMode=auto", "--add-modules", "jdk.incubator.vector", "-jar", "/opt/kefu/quarkus-run.jar"]
