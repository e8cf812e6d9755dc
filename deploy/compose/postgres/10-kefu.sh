#!/bin/sh
# One role and one schema a service; the same as the chart's database bootstrap.
set -eu
export PGUSER=postgres PGDATABASE=kefu
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
SELECT format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', :'schema', :'role') \gexec
SQL
done
# Reads every tenant's rows, for backups; owns nothing.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$KEFU_PASSWORD_BACKUP" <<'SQL'
SELECT 'CREATE ROLE kefu_backup' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kefu_backup') \gexec
SELECT format('ALTER ROLE kefu_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD %L', :'password') \gexec
GRANT pg_read_all_data TO kefu_backup;
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO kefu_backup', current_database()) \gexec
SQL
