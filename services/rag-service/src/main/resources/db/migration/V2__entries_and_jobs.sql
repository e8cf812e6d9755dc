-- Question/answer entries that are edited one by one are documents of their own kind, with one
-- entry each: they share the revisions, the versions and the events of documents.
ALTER TABLE documents
  ADD COLUMN kind text NOT NULL DEFAULT 'DOCUMENT' CHECK (kind IN ('DOCUMENT', 'ENTRY'));
ALTER TABLE document_versions ADD COLUMN author text;
-- A draft is kept and never searched. valid_to is the first moment after the validity.
ALTER TABLE entries
  ADD COLUMN draft boolean NOT NULL DEFAULT false,
  ADD COLUMN valid_from timestamptz,
  ADD COLUMN valid_to timestamptz;

-- Uploaded files on their way into the knowledge base. A job belongs to the replica that renews its
-- lease; when the lease runs out, another one begins it anew.
CREATE TABLE ingest_jobs (
  tenant_id         text NOT NULL,
  job_id            uuid NOT NULL,
  knowledge_base_id text NOT NULL,
  document_id       text NOT NULL,
  name              text NOT NULL,
  file_format       text NOT NULL,
  file_bytes        bigint NOT NULL,
  file_hash         text NOT NULL,
  author            text,
  state             text NOT NULL
    CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  stage             text NOT NULL,
  progress          integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  attempts          integer NOT NULL DEFAULT 0,
  owner             uuid,
  lease_until       timestamptz,
  version           bigint,
  entries           integer,
  error_code        text,
  error_detail      text,
  error_places      text[] NOT NULL DEFAULT '{}',
  error_messages    text[] NOT NULL DEFAULT '{}',
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, job_id)
);
-- What a worker asks: the oldest job that nobody works on.
CREATE INDEX ingest_jobs_open ON ingest_jobs (created_at) WHERE state IN ('QUEUED', 'RUNNING');
-- What a newer upload, or a deletion, of the same document asks.
CREATE INDEX ingest_jobs_by_document
  ON ingest_jobs (tenant_id, knowledge_base_id, document_id, created_at DESC);

-- The file of an open job in parts, so that neither a restart nor another replica needs the disk of
-- the one that took it; removed when the job ends.
CREATE TABLE ingest_files (
  tenant_id text NOT NULL,
  job_id    uuid NOT NULL,
  part      integer NOT NULL,
  data      bytea NOT NULL,
  PRIMARY KEY (tenant_id, job_id, part),
  FOREIGN KEY (tenant_id, job_id) REFERENCES ingest_jobs (tenant_id, job_id) ON DELETE CASCADE
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ingest_jobs', 'ingest_files']
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
