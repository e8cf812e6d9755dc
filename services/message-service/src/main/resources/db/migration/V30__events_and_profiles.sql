-- Events for others (erp.sync, conversation.event): written with the change they tell of, deleted when
-- Kafka has taken them (EventPublisher). seq is their order; of one key they never overtake each other,
-- because whoever writes one holds the row it is about.
CREATE TABLE event_outbox (
  tenant_id text   NOT NULL,
  event_id  uuid   NOT NULL,
  seq       bigint GENERATED ALWAYS AS IDENTITY,
  topic     text   NOT NULL CHECK (topic IN ('erp.sync', 'conversation.event')),
  key       text   NOT NULL,
  payload   text   NOT NULL,              -- the event's JSON; sealed when it may hold a phone number
  PRIMARY KEY (tenant_id, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
-- The next ones to publish, and their deletion.
CREATE UNIQUE INDEX event_outbox_seq ON event_outbox (seq);

-- The rest of the profile, what the ERP knows, and what the ERP has been told.
ALTER TABLE customers
  ADD company_name          text,
  ADD email                 text,
  ADD address               text,
  ADD source                text,
  ADD summary               text,
  ADD phone                 text,         -- sealed (AES-256-GCM, key id inside), never open
  ADD phone_fingerprint     text,         -- keyed digest to find it by
  ADD phone_verified        boolean NOT NULL DEFAULT false,
  ADD company_name_verified boolean NOT NULL DEFAULT false,
  ADD real_name_verified    boolean NOT NULL DEFAULT false,
  ADD business_license      text    NOT NULL DEFAULT 'none'
    CHECK (business_license IN ('none', 'uploaded', 'verified')),
  ADD marked_as_important   boolean NOT NULL DEFAULT false,
  ADD marked_as_invalid     boolean NOT NULL DEFAULT false,
  ADD has_quote_request     boolean NOT NULL DEFAULT false,
  ADD has_order             boolean NOT NULL DEFAULT false,
  ADD has_contract          boolean NOT NULL DEFAULT false,
  ADD has_payment           boolean NOT NULL DEFAULT false,
  ADD erp_value             text,         -- very_high … very_low, as the ERP says
  ADD customer_number       text,         -- khid
  ADD graded_at             timestamptz,  -- null: the grade is to be computed
  ADD sync_since            timestamptz DEFAULT now(), -- since then the ERP does not know something
  ADD sync_urgent           boolean NOT NULL DEFAULT false,
  ADD sync_causes           text[]  NOT NULL DEFAULT '{created}',
  ADD sync_version          bigint  NOT NULL DEFAULT 0,
  ADD sync_told             jsonb   NOT NULL DEFAULT '{}'; -- digest of each field that was told

-- What the ERP is to be told (CustomerSync), what is to be graded (Grading).
CREATE INDEX customers_sync ON customers (sync_since) WHERE sync_since IS NOT NULL;
CREATE INDEX customers_sync_urgent ON customers (sync_since) WHERE sync_urgent;
CREATE INDEX customers_grading ON customers (graded_at NULLS FIRST) WHERE NOT grade_pinned AND merged_into IS NULL;
CREATE INDEX customers_phone ON customers (tenant_id, phone_fingerprint) WHERE phone_fingerprint IS NOT NULL;
-- The unknown pool: prospects who wrote and are not on file.
CREATE INDEX customers_unknown_pool ON customers (tenant_id, last_active_at DESC)
  WHERE bucket = 'GRAY' AND k_code IS NULL AND merged_into IS NULL AND message_count > 0;

-- Customers as erp-sync names them: our id, or erp-ID for one that only the ERP knew. version is the
-- last one taken over, in erp-sync's own count.
CREATE TABLE erp_links (
  tenant_id       text   NOT NULL,
  erp_customer_id text   NOT NULL,
  customer_id     uuid   NOT NULL,
  version         bigint NOT NULL,
  PRIMARY KEY (tenant_id, erp_customer_id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
-- Merging duplicates.
CREATE INDEX erp_links_customer ON erp_links (tenant_id, customer_id);

-- Who changed what about a customer; names of fields, never their values.
CREATE TABLE customer_changes (
  tenant_id   text        NOT NULL,
  change_id   uuid        NOT NULL,
  customer_id uuid        NOT NULL,
  action      text        NOT NULL,
  actor       text,
  fields      text[]      NOT NULL DEFAULT '{}',
  other_id    uuid,                       -- the duplicate of a merge
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, change_id)
);
CREATE INDEX customer_changes_customer ON customer_changes (tenant_id, customer_id, occurred_at DESC);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['event_outbox', 'erp_links', 'customer_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
      'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', name);
  END LOOP;
END $$;
