-- What a tenant changed of the installation's settings of the models, as JSON. Holds no key.

CREATE TABLE ai_settings (
  tenant_id  text        NOT NULL PRIMARY KEY,
  version    integer     NOT NULL,
  settings   text        NOT NULL,
  changed_at timestamptz NOT NULL
);
ALTER TABLE ai_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ai_settings
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
