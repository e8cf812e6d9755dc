# syntax=docker/dockerfile:1
# The command ./kefu without a fleet: backup, migrate-v1, dlq.
#   docker build -f deploy/docker/tools.Dockerfile -t kefu/tools:0.1.0-jvm .
ARG BUILDER=docker.io/library/maven:3-eclipse-temurin-25
ARG RUNTIME=docker.io/library/eclipse-temurin:25-jre

FROM ${BUILDER} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -pl local -am -DskipTests package

FROM ${RUNTIME}
LABEL org.opencontainers.image.title="kefu tools" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/kefu
COPY --from=build --chown=0:0 /src/local/target/lib/ ./lib/
COPY --from=build --chown=0:0 /src/local/target/kefu-local-*.jar ./lib/
USER 10001:10001
ENV LANG=C.UTF-8 KEFU_HOME=/tmp/kefu JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+UseSerialGC"
# Root is read-only in the chart; SQLite's native library and one object of a backup go to /tmp.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-cp", "/opt/kefu/lib/*", "io.kefu.local.Main"]
