-- How far an engine outside of the service (Milvus) has followed each tenant's knowledge. One for all
-- replicas: they write to the same engine. Looked up by its key at every catching up.
CREATE TABLE outside_watermarks (
  tenant_id text NOT NULL,
  engine    text NOT NULL,
  revision  bigint NOT NULL,
  PRIMARY KEY (tenant_id, engine)
);

ALTER TABLE outside_watermarks ENABLE ROW LEVEL SECURITY;
ALTER TABLE outside_watermarks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outside_watermarks
  USING (tenant_id = current_setting('kefu.tenant', true)
    OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true)
    OR current_setting('kefu.tenant', true) = '*');
