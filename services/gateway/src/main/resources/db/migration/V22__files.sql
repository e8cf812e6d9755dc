-- What is known of uploaded files; the bytes are in the file store under tenant/file id. A row is
-- written before the bytes and deleted after them.
CREATE TABLE files (
  tenant_id    text NOT NULL,
  file_id      uuid NOT NULL,
  name         text NOT NULL,
  content_type text NOT NULL,
  size         bigint NOT NULL CHECK (size > 0),
  sha256       text NOT NULL,
  uploaded_by  text NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  stored       boolean NOT NULL,
  PRIMARY KEY (tenant_id, file_id)
);
-- The sweep: what is too old, and what was never finished.
CREATE INDEX files_expired ON files (expires_at);
CREATE INDEX files_unfinished ON files (created_at) WHERE NOT stored;

ALTER TABLE files ENABLE ROW LEVEL SECURITY;
ALTER TABLE files FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON files
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
