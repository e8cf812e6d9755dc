-- Who may come in: tenants, people, agents, their tokens, the keys that sign them, and the trail of
-- administrative actions. Every table is confined to the tenant that the transaction names
-- (set_config 'kefu.tenant'); '*' is set by the service's own sweeps and start-up alone.
-- The owner is confined as well (FORCE): a forgotten WHERE shows nothing rather than everything.

CREATE TABLE tenants (
  tenant_id  text PRIMARY KEY CHECK (tenant_id ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  name       text NOT NULL,
  enabled    boolean NOT NULL DEFAULT true,
  version    bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE users (
  tenant_id     text NOT NULL REFERENCES tenants,
  user_id       uuid NOT NULL,
  username      text NOT NULL,
  display_name  text NOT NULL,
  role          text NOT NULL,
  password_hash text NOT NULL,
  enabled       boolean NOT NULL DEFAULT true,
  version       bigint NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
-- Login looks up by this; two spellings of one name are one person.
CREATE UNIQUE INDEX users_by_name ON users (tenant_id, lower(username));

CREATE TABLE agents (
  tenant_id   text NOT NULL REFERENCES tenants,
  agent_id    text NOT NULL CHECK (agent_id ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$'),
  name        text NOT NULL,
  secret_hash text NOT NULL,
  enabled     boolean NOT NULL DEFAULT true,
  version     bigint NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id)
);

-- One login; the chain of refresh tokens that grew from it dies with it.
CREATE TABLE token_families (
  tenant_id     text NOT NULL,
  family_id     uuid NOT NULL,
  subject_kind  text NOT NULL,
  subject       text NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  revoked_at    timestamptz,
  revoke_reason text,
  PRIMARY KEY (tenant_id, family_id)
);
CREATE INDEX token_families_by_subject ON token_families (tenant_id, subject_kind, subject);
CREATE INDEX token_families_expired ON token_families (expires_at);

CREATE TABLE refresh_tokens (
  tenant_id   text NOT NULL,
  token_id    uuid NOT NULL,
  family_id   uuid NOT NULL,
  secret_hash bytea NOT NULL,
  issued_at   timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  spent_at    timestamptz,
  PRIMARY KEY (tenant_id, token_id),
  FOREIGN KEY (tenant_id, family_id) REFERENCES token_families ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (tenant_id, family_id);

-- Access tokens are not asked for at a database; a withdrawn one is named here until it would have
-- expired anyway, and every replica reads the list every other second.
CREATE TABLE revocations (
  tenant_id  text NOT NULL,
  scope      text NOT NULL CHECK (scope IN ('tenant', 'agent', 'user', 'family', 'api_key')),
  target     text NOT NULL,
  not_before timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, scope, target)
);
CREATE INDEX revocations_live ON revocations (expires_at);

CREATE TABLE login_failures (
  tenant_id       text NOT NULL,
  throttle_key    bytea NOT NULL,
  failures        integer NOT NULL,
  last_failure_at timestamptz NOT NULL,
  locked_until    timestamptz,
  PRIMARY KEY (tenant_id, throttle_key)
);
CREATE INDEX login_failures_old ON login_failures (last_failure_at);

-- Keys of the installation, not of a tenant. The private half is sealed with kefu.token-keys.secret.
CREATE TABLE signing_keys (
  tenant_id      text NOT NULL DEFAULT '*' CHECK (tenant_id = '*'),
  key_id         text PRIMARY KEY,
  public_jwk     text NOT NULL,
  sealed_private bytea NOT NULL,
  created_at     timestamptz NOT NULL,
  signs_from     timestamptz NOT NULL,
  signs_until    timestamptz NOT NULL,
  verifies_until timestamptz NOT NULL
);

CREATE TABLE audit_log (
  tenant_id   text NOT NULL,
  audit_id    uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  actor_kind  text NOT NULL,
  actor       text NOT NULL,
  action      text NOT NULL,
  target_kind text NOT NULL,
  target      text NOT NULL,
  before      jsonb,
  after       jsonb,
  address     text,
  PRIMARY KEY (tenant_id, audit_id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_never_truncated BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tenants', 'users', 'agents', 'token_families', 'refresh_tokens',
      'revocations', 'login_failures', 'signing_keys', 'audit_log'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true)'
      ' OR current_setting(''kefu.tenant'', true) = ''*'') WITH CHECK (tenant_id ='
      ' current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', t);
  END LOOP;
END $$;
