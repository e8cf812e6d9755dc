#!/usr/bin/env bash
# Makes what compose.yaml needs and keeps what is there: .env with random secrets, the S3 server's login, and a
# self-signed certificate. Usage: deploy/compose/init.sh TENANT [HOST]
set -euo pipefail
cd "$(dirname "$0")/../.."
tenant=${1:?Usage: deploy/compose/init.sh TENANT [HOST]}
host=${2:-localhost}
[[ $tenant =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ ]] || { echo "The tenant is 1 to 64 letters, digits, dots, dashes or underscores." >&2; exit 2; }

key() { openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n'; }
word() { openssl rand -hex 16; }

umask 077
if [[ ! -f .env ]]; then
  {
    echo "KEFU_TENANT=$tenant"
    echo "KEFU_ADMIN_PASSWORD=$(word)"
    echo "KEFU_GRAFANA_PASSWORD=$(word)"
    echo "KEFU_SERVICE_TOKEN_SECRET=$(key)"
    echo "KEFU_TOKEN_KEYS_SECRET=$(key)"
    echo "KEFU_AI_KEYS_SECRET=$(key)"
    echo "KEFU_MESSAGE_DATA_KEYS=k1:$(key)"
    echo "KEFU_ERP_DATA_KEYS=k1:$(key)"
    echo "KEFU_S3_SECRET_KEY=$(word)"
    for schema in SUPERUSER GATEWAY MESSAGE AI RAG ERP STATS BACKUP; do echo "KEFU_DB_$schema=$(word)"; done
  } > .env
  echo "Wrote .env: back it up, what its keys seal cannot be read without them."
fi
if [[ ! -f deploy/compose/s3.json ]]; then
  secret=$(sed -n 's/^KEFU_S3_SECRET_KEY=//p' .env)
  printf '{"identities":[{"name":"kefu","credentials":[{"accessKey":"kefu","secretKey":"%s"}],"actions":["Admin","Read","Write","List","Tagging"]}]}\n' "$secret" > deploy/compose/s3.json
  chmod 644 deploy/compose/s3.json
fi
if [[ ! -f ${KEFU_TLS_DIR:-deploy/compose/tls}/tls.crt ]]; then
  mkdir -p deploy/compose/tls
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host" -keyout deploy/compose/tls/tls.key -out deploy/compose/tls/tls.crt 2> /dev/null
  chmod 755 deploy/compose/tls; chmod 644 deploy/compose/tls/tls.crt deploy/compose/tls/tls.key
  echo "Made a self-signed certificate for $host; replace deploy/compose/tls/tls.{crt,key} by a real one."
fi
echo "Log in as admin with the password KEFU_ADMIN_PASSWORD of .env."
