-- What the ERP told, the decisions that persons made, and the events for others.

ALTER TABLE customer ADD COLUMN erp_version bigint NOT NULL DEFAULT 0;
-- Pull: whose row is this, before its customer was ever pushed?
CREATE INDEX customer_by_phone ON customer (tenant_id, (fields ->> 'phone')) WHERE erp_id IS NULL;
CREATE INDEX customer_by_wechat ON customer (tenant_id, (fields ->> 'wechat_id'))
  WHERE erp_id IS NULL;

ALTER TABLE tenant_sync ADD COLUMN pull_leased_until timestamptz;

-- The ERP has no "changed since": a row whose hash is another one has changed.
CREATE TABLE erp_row (
  tenant_id text        NOT NULL,
  erp_id    text        NOT NULL,
  hash      text        NOT NULL,
  seen_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, erp_id)
);

-- A person's decision, until the next sync of the customer has carried it out.
CREATE TABLE person_decision (
  tenant_id   text        NOT NULL,
  customer_id text        NOT NULL,
  field       text        NOT NULL,
  winner      text        NOT NULL CHECK (winner IN ('OURS', 'THEIRS')),
  decided_by  text        NOT NULL,
  decided_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, field)
);

-- Events on their way to erp.sync; a row goes when Kafka has its event.
CREATE TABLE from_erp_event (
  tenant_id   text        NOT NULL,
  event_id    uuid        NOT NULL,
  customer_id text        NOT NULL,
  version     bigint      NOT NULL,
  fields      jsonb       NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, event_id)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['erp_row', 'person_decision', 'from_erp_event']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant_wall ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) '
      || 'OR current_setting(''kefu.tenant'', true) = ''*'') WITH CHECK (tenant_id = '
      || 'current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')',
      name);
  END LOOP;
END
$$;
