-- A tenant's own schema of a trigger form; tenants without one use the built-in schema.

CREATE TABLE form_schema (
  tenant_id  text        NOT NULL,
  label      text        NOT NULL,
  version    integer     NOT NULL,
  schema     text        NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, label)
);
ALTER TABLE form_schema ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_schema FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON form_schema
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
