#!/bin/sh
# A backup each night at KEFU_BACKUP_HOUR (UTC, 2), of which KEFU_BACKUP_KEEP (14) are kept. One that fails is told
# in the log and tried again the next night; the container goes on.
set -u
hour=${KEFU_BACKUP_HOUR:-2}
while :; do
  now=$(date +%s)
  next=$((now / 86400 * 86400 + hour * 3600))
  [ "$next" -gt "$now" ] || next=$((next + 86400))
  sleep $((next - now))
  java --enable-native-access=ALL-UNNAMED -cp '/opt/kefu/lib/*' io.kefu.local.Main backup create --keep "${KEFU_BACKUP_KEEP:-14}" ||
    echo "the backup of $(date -u +%F) failed; the next one is tomorrow" >&2
done
