-- People's passwords that must be changed, custom roles, second factors.

-- A password that an administrator gave: good for changing it, until then.
ALTER TABLE users ADD COLUMN one_time_until timestamptz;
-- The list of users by time of creation.
CREATE INDEX users_by_creation ON users (tenant_id, created_at, user_id);

-- Roles of a tenant beside the built-in ones, made of existing permissions.
CREATE TABLE roles (
  tenant_id   text NOT NULL REFERENCES tenants,
  role        text NOT NULL CHECK (role ~ '^[a-z][a-z0-9_-]{1,31}$'),
  permissions text[] NOT NULL,
  description text NOT NULL DEFAULT '',
  version     bigint NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, role)
);

-- TOTP (RFC 6238). The secret is sealed with kefu.token-keys.secret; it counts once confirmed.
-- last_step: the newest time step that was used; it and older ones are refused.
CREATE TABLE second_factors (
  tenant_id     text NOT NULL,
  user_id       uuid NOT NULL,
  sealed_secret bytea NOT NULL,
  created_at    timestamptz NOT NULL,
  confirmed_at  timestamptz,
  last_step     bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);

-- Codes of 80 random bits for a lost telephone, each good once; a fast hash keeps them safe.
CREATE TABLE recovery_codes (
  tenant_id text NOT NULL,
  user_id   uuid NOT NULL,
  code_hash bytea NOT NULL,
  PRIMARY KEY (tenant_id, user_id, code_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES second_factors ON DELETE CASCADE
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['roles', 'second_factors', 'recovery_codes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true)'
      ' OR current_setting(''kefu.tenant'', true) = ''*'') WITH CHECK (tenant_id ='
      ' current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', t);
  END LOOP;
END $$;
