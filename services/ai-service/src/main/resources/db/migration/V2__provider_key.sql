-- A tenant's own key of a provider, AES-256-GCM sealed; secret_id names the secret that opens it.

CREATE TABLE provider_key (
  tenant_id  text        NOT NULL,
  provider   text        NOT NULL,
  secret_id  text        NOT NULL,
  nonce      bytea       NOT NULL,
  sealed     bytea       NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, provider)
);
ALTER TABLE provider_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE provider_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON provider_key
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
