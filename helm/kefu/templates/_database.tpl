{{/* The passwords of the schemas' roles, by name. */}}
{{- define "kefu.rolePasswordEnv" -}}
{{- $root := . -}}
{{- range $schema := list "gateway" "message" "ai" "rag" "erp" "stats" }}
- name: KEFU_PASSWORD_{{ $schema | upper }}
  valueFrom:
    secretKeyRef: { name: {{ include "kefu.databaseSecretName" $root }}, key: {{ $schema }} }
{{- end }}
{{- end -}}

{{/* One role and one schema a service; repeating it sets the passwords of the secret again. */}}
{{- define "kefu.bootstrapScript" -}}
set -eu
for extension in pg_trgm btree_gin unaccent pgcrypto; do
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --command "CREATE EXTENSION IF NOT EXISTS $extension SCHEMA public"
done
for schema in gateway message ai rag erp stats; do
  variable="KEFU_PASSWORD_$(echo "$schema" | tr '[:lower:]' '[:upper:]')"
  eval "password=\$$variable"
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --set role="kefu_$schema" --set schema="$schema" --set password="$password" <<'SQL'
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD %L', :'role', :'password') \gexec
SELECT format('ALTER ROLE %I IN DATABASE %I SET search_path = %I, public', :'role', current_database(), :'schema') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), :'role') \gexec
SELECT format('GRANT %I TO CURRENT_USER', :'role') WHERE NOT pg_has_role(current_user, :'role', 'MEMBER') \gexec
SELECT format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', :'schema', :'role') \gexec
SQL
done
{{- end -}}
