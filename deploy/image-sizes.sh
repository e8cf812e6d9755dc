#!/usr/bin/env bash
# What a service's JVM image adds to its base, from what is packaged in target/: the layer of /opt/kefu without the AOT
# cache, which is made while the image is built and of which the size is shown where one is at hand (.kefu/aot).
#   mvn -DskipTests package && deploy/image-sizes.sh [SERVICE …]
set -euo pipefail
cd "$(dirname "$0")/.."
services=("$@")
[[ ${#services[@]} -gt 0 ]] || services=(gateway message-service ai-service rag-service erp-sync stats)
megabytes() { du -sb --apparent-size "$@" 2> /dev/null | awk '{s += $1} END {printf "%.1f", s / 1048576}'; }
printf '| %s | %s | %s | %s | %s | %s |\n|---|--:|--:|--:|--:|---|\n' service 'jars' 'libraries, MiB' 'own code and what Quarkus made, MiB' 'layer, MiB' 'largest libraries, MiB'
failed=0
for service in "${services[@]}"; do
  app=services/$service/target/quarkus-app
  if [[ ! -f $app/quarkus-run.jar ]]; then
    echo "$service is not packaged: $app" >&2
    failed=1
    continue
  fi
  largest=$(find "$app/lib" -name '*.jar' -printf '%s %f\n' | sort -rn | head -n 3 |
    awk '{name = $2; sub(/\.jar$/, "", name); printf "%s%s %.1f", (NR > 1 ? ", " : ""), name, $1 / 1048576}')
  printf '| %s | %d | %s | %s | %s | %s |\n' "$service" "$(find "$app" -name '*.jar' | wc -l)" "$(megabytes "$app/lib")" \
    "$(megabytes "$app/app" "$app/quarkus" "$app/quarkus-run.jar")" "$(megabytes "$app")" "$largest"
done
for cache in .kefu/aot/*.aot; do
  [[ ! -f $cache ]] || printf '%s: %s MiB\n' "$cache" "$(megabytes "$cache")"
done
if [[ -d local/target/lib ]]; then
  printf '| tools | %d | %s | %s | %s | |\n' "$(find local/target/lib -name '*.jar' | wc -l)" "$(megabytes local/target/lib)" \
    "$(megabytes local/target/kefu-local-*.jar)" "$(megabytes local/target/lib local/target/kefu-local-*.jar)"
fi
exit $failed
