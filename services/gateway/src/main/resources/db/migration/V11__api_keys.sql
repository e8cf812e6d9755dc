-- Keys for integrations. The secret has 256 random bits, so a fast hash keeps it safe at rest.
-- What a key may do is its scopes, cut down to what its creator may do at the moment.
CREATE TABLE api_keys (
  tenant_id    text NOT NULL,
  key_id       uuid NOT NULL,
  prefix       text NOT NULL,
  secret_hash  bytea NOT NULL,
  name         text NOT NULL,
  scopes       text[] NOT NULL,
  created_by   uuid NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  PRIMARY KEY (tenant_id, key_id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users
);
-- Each request with a key looks it up by this.
CREATE UNIQUE INDEX api_keys_by_prefix ON api_keys (tenant_id, prefix);
CREATE INDEX api_keys_by_creation ON api_keys (tenant_id, created_at, key_id);

-- One-time codes that make a program an agent. locator finds the row before a tenant is known;
-- the rest of the code is kept as a slow hash, since it has few bits.
CREATE TABLE enrolment_codes (
  tenant_id     text NOT NULL,
  locator       text PRIMARY KEY,
  agent_id      text NOT NULL,
  verifier_hash text NOT NULL,
  attempts      integer NOT NULL DEFAULT 0,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz,
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agents
);
-- One live code an agent: a new one replaces the old one.
CREATE INDEX enrolment_codes_by_agent ON enrolment_codes (tenant_id, agent_id);
ALTER TABLE agents ADD COLUMN machine_name text;

-- Answers of writes that carried an Idempotency-Key, kept for a day; sealed, since some show a
-- secret once. status is null while the write is being done.
CREATE TABLE idempotency_keys (
  tenant_id    text NOT NULL,
  subject      text NOT NULL,
  key          text NOT NULL,
  request_hash bytea NOT NULL,
  status       integer,
  headers      text,
  sealed_body  bytea,
  created_at   timestamptz NOT NULL,
  locked_until timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject, key)
);
CREATE INDEX idempotency_keys_old ON idempotency_keys (expires_at);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['api_keys', 'enrolment_codes', 'idempotency_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true)'
      ' OR current_setting(''kefu.tenant'', true) = ''*'') WITH CHECK (tenant_id ='
      ' current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', t);
  END LOOP;
END $$;
