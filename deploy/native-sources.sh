#!/usr/bin/env bash
# Quarkus' build for native images up to where GraalVM would begin: class path, bytecode, registrations and the arguments of
# native-image for each service. It needs no GraalVM; it does not find faults of reflection or of class initialisation.
#   deploy/native-sources.sh [SERVICE …]      # all services but rag-service, whose image is the JVM's
# MVN names the Maven to use. What is packaged in target/ is another thing afterwards: build again before you start a fleet.
set -euo pipefail
cd "$(dirname "$0")/.."
services=("$@")
[[ ${#services[@]} -gt 0 ]] || services=(gateway message-service ai-service erp-sync stats)
failed=0
printf '%-18s %8s %10s %8s  %s\n' service result seconds jars arguments
for service in "${services[@]}"; do
  log=$(mktemp)
  rm -rf "services/$service/target/native-sources"
  begun=$SECONDS
  result=ok
  ${MVN:-mvn} -B -ntp -pl "services/$service" -am -DskipTests -Dspotless.check.skip=true -Dspotless.apply.skip=true \
    -Dquarkus.native.enabled=true -Dquarkus.native.sources-only=true -Dquarkus.package.jar.enabled=false \
    ${KEFU_MVN_ARGS:-} package > "$log" 2>&1 || result=FAILED
  args=services/$service/target/native-sources/native-image.args
  [[ -s $args ]] || result=FAILED
  printf '%-18s %8s %10d %8s  %s\n' "$service" "$result" $((SECONDS - begun)) \
    "$(find "services/$service/target/native-sources" -name '*.jar' 2> /dev/null | wc -l)" \
    "$([[ -s $args ]] && tr ' ' '\n' < "$args" | grep -c '^-' || echo -)"
  if [[ $result != ok ]]; then
    failed=1
    grep -E '^\[ERROR\]|Caused by' "$log" | head -n 8 >&2 || true
  fi
  rm -f "$log"
done
exit $failed
