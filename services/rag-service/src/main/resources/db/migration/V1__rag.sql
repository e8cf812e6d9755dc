-- Knowledge: the truth from which every replica's search index is built. Every table is confined to
-- the tenant that the transaction names (set_config 'kefu.tenant'); '*' is for the service's own
-- start-up and sweeps. The owner is confined as well (FORCE).

-- Counts a tenant's changes. Its row is locked by whoever changes the tenant's knowledge, so the
-- revisions become visible in their order and an index can follow by "everything after n".
-- epoch: tells one database from a fresh one that happens to count the same.
CREATE TABLE tenant_revisions (
  tenant_id text PRIMARY KEY,
  epoch     uuid NOT NULL DEFAULT gen_random_uuid(),
  revision  bigint NOT NULL DEFAULT 0
);

-- A deleted document stays as a tombstone, so that an index that was away learns of it.
CREATE TABLE documents (
  tenant_id         text NOT NULL,
  knowledge_base_id text NOT NULL,
  document_id       text NOT NULL,
  name              text NOT NULL,
  format            text NOT NULL,
  content_hash      text NOT NULL,
  version           bigint NOT NULL,
  revision          bigint NOT NULL,
  deleted           boolean NOT NULL DEFAULT false,
  entry_count       integer NOT NULL,
  updated_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, knowledge_base_id, document_id)
);
-- What an index asks: the documents changed after a revision, in order.
CREATE INDEX documents_by_revision ON documents (tenant_id, revision);

CREATE TABLE document_versions (
  tenant_id         text NOT NULL,
  knowledge_base_id text NOT NULL,
  document_id       text NOT NULL,
  version           bigint NOT NULL,
  name              text NOT NULL,
  format            text NOT NULL,
  content           text NOT NULL,
  content_hash      text NOT NULL,
  created_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, knowledge_base_id, document_id, version)
);

-- Entries of the visible version.
CREATE TABLE entries (
  tenant_id         text NOT NULL,
  knowledge_base_id text NOT NULL,
  document_id       text NOT NULL,
  ordinal           integer NOT NULL,
  entry_id          text NOT NULL,
  kind              text NOT NULL,
  title             text NOT NULL,
  questions         text[] NOT NULL,
  content           text NOT NULL,
  approved          boolean NOT NULL,
  tags              text[] NOT NULL,
  PRIMARY KEY (tenant_id, knowledge_base_id, document_id, ordinal)
);

-- Vectors by the hash of the text they stand for: the same text is embedded once, and never again
-- after a restart.
CREATE TABLE embeddings (
  tenant_id    text NOT NULL,
  model        text NOT NULL,
  content_hash text NOT NULL,
  vector       bytea NOT NULL,
  PRIMARY KEY (tenant_id, model, content_hash)
);

-- Events that Kafka has not confirmed yet.
CREATE TABLE outbox (
  event_id   uuid PRIMARY KEY,
  tenant_id  text NOT NULL,
  record_key text NOT NULL,
  payload    text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX outbox_by_age ON outbox (created_at);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'tenant_revisions', 'documents', 'document_versions', 'entries', 'embeddings', 'outbox'
  ]
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true)'
      ' OR current_setting(''kefu.tenant'', true) = ''*'') WITH CHECK (tenant_id ='
      ' current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')',
      name);
  END LOOP;
END $$;
