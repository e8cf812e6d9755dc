#!/usr/bin/env bash
# Quarkus' build for native images up to where GraalVM would begin: class path, bytecode, registrations and the arguments of
# native-image for each service, in one build. It needs no GraalVM; faults of reflection and of class initialisation it does not
# find: those that are known, NativeBlockersTest looks for in every build.
#   deploy/native-sources.sh [SERVICE …]      # all services but rag-service, whose image is the JVM's (docs/adr/0110)
# MVN names the Maven to use. What is packaged in target/ is another thing afterwards: build again before you start a fleet.
set -euo pipefail
cd "$(dirname "$0")/.."
services=("$@")
[[ ${#services[@]} -gt 0 ]] || services=(gateway message-service ai-service erp-sync stats)
modules=$(printf ',services/%s' "${services[@]}")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for service in "${services[@]}"; do rm -rf "services/$service/target/native-sources"; done
# shellcheck disable=SC2086
${MVN:-mvn} -B -ntp -pl "${modules:1}" -am -fae -DskipTests -Dspotless.check.skip=true -Dspotless.apply.skip=true \
  -Dquarkus.native.enabled=true -Dquarkus.native.sources-only=true -Dquarkus.package.jar.enabled=false \
  ${KEFU_MVN_ARGS:-} package > "$log" 2>&1 || true
failed=0
printf '| %s | %s | %s | %s | %s | %s |\n|---|---|--:|--:|--:|--:|\n' service result seconds jars arguments 'registrations of ours'
for service in "${services[@]}"; do
  sources=services/$service/target/native-sources
  args=$sources/native-image.args
  result=ok
  [[ -s $args ]] || { result=FAILED; failed=1; }
  seconds=$(sed -n "s/^\[INFO\] Kefu $service \.* [A-Z]* \[ *\([0-9:.]*\) .*/\1/p" "$log")
  printf '| %s | %s | %s | %d | %s | %s |\n' "$service" "$result" "${seconds:--}" \
    "$(find "$sources" -name '*.jar' 2> /dev/null | wc -l)" "$([[ -s $args ]] && tr ' ' '\n' < "$args" | grep -c '^-' || echo -)" \
    "$(unzip -p "$sources"/*-runner.jar META-INF/native-image/reflect-config.json 2> /dev/null | grep -o '"name" *: *"io\.kefu\.[^"]*"' | sort -u | wc -l)"
done
if [[ $failed != 0 ]]; then grep -E '^\[ERROR\]|Caused by' "$log" | head -n 20 >&2 || true; fi
exit $failed
