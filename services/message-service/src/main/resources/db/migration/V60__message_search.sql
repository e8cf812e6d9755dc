-- Search for words in messages, Chinese too (docs/adr/0040): every character and every pair of
-- neighbouring characters of a text is a key, hashed with the tenant (SearchKeys), so that no word list
-- is needed and no tenant's search walks another's keys. Intake writes nothing of it: an indexer
-- follows behind (MessageIndexer).
--
-- Row-level security lets PostgreSQL use an index for a condition of a query only when the operator is
-- leakproof, and array operators are not. The condition therefore stands in the policy itself: a
-- transaction sees the rows of its tenant that hold the keys named in the setting 'kefu.search' (all of
-- them for '{}', none without the setting).

-- How texts are compared: width, case, compatibility forms and the kind of white space do not matter.
CREATE FUNCTION search_text(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(regexp_replace(normalize(content, NFKC), '\s+', ' ', 'g'));

CREATE TABLE message_search (
  tenant_id   text        NOT NULL,
  seq         bigint      NOT NULL,
  received_at timestamptz NOT NULL,           -- with seq, the address of the row in messages
  message_id  text        NOT NULL,
  keys        int[]       NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
-- The search: rows that hold all keys of the words. A search reads the pending list as well: kept short.
CREATE INDEX message_search_keys ON message_search USING gin (keys) WITH (gin_pending_list_limit = 512);

-- How far the indexer is, one row for all tenants. Rows get their seq before they are committed: what
-- lies up to fence_seq is complete as soon as no transaction up to fence_xid is running any more.
CREATE TABLE message_search_progress (
  tenant_id   text   NOT NULL PRIMARY KEY,
  indexed_seq bigint NOT NULL,
  fence_seq   bigint NOT NULL,
  fence_xid   xid8
);
SELECT set_config('kefu.tenant', '*', true);
INSERT INTO message_search_progress (tenant_id, indexed_seq, fence_seq) VALUES ('*', 0, 0);

-- Customers who became BLACK (their messages leave the index) or are it no more (they come back).
CREATE TABLE message_search_review (
  tenant_id   text NOT NULL,
  customer_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, customer_id)
);
CREATE FUNCTION review_message_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_search_review (tenant_id, customer_id)
  VALUES (NEW.tenant_id, COALESCE(NEW.merged_into, NEW.customer_id)) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_search_review AFTER UPDATE OF bucket, merged_into ON customers FOR EACH ROW
  WHEN ((OLD.bucket = 'BLACK') <> (NEW.bucket = 'BLACK') OR OLD.merged_into IS DISTINCT FROM NEW.merged_into)
  EXECUTE FUNCTION review_message_search();

-- What the indexer has not seen yet, in the order of arrival.
CREATE INDEX messages_seq ON messages (seq);
-- The newest of a tenant, whatever the agent: the list without a filter, and the first part of a search.
CREATE INDEX messages_tenant_time ON messages (tenant_id, received_at DESC, message_id DESC);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['message_search_progress', 'message_search_review'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
      'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', name);
  END LOOP;
END $$;

ALTER TABLE message_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_search FORCE ROW LEVEL SECURITY;
CREATE POLICY found ON message_search
  USING ((tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
    AND keys @> NULLIF(current_setting('kefu.search', true), '')::int[])
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
