-- Customer changes on their way to the ERP. Every call to the ERP works from these rows alone.

-- Each event of erp.sync once, with what became of it; the key makes a redelivery harmless.
CREATE TABLE outbox_event (
  tenant_id   text        NOT NULL,
  event_id    uuid        NOT NULL,
  customer_id text        NOT NULL,
  version     bigint      NOT NULL,
  cause       text        NOT NULL,
  fields      jsonb       NOT NULL,
  outcome     text        NOT NULL CHECK (outcome IN ('QUEUED', 'STALE')),
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX outbox_event_of_customer ON outbox_event (tenant_id, customer_id, recorded_at);

-- Our side of a customer as the events told it, and where its push stands.
CREATE TABLE customer (
  tenant_id       text        NOT NULL,
  customer_id     text        NOT NULL,
  version         bigint      NOT NULL,
  fields          jsonb       NOT NULL,
  field_versions  jsonb       NOT NULL,
  -- Grows with every change that is to be pushed; a push is done when it has not grown meanwhile.
  change_seq      bigint      NOT NULL DEFAULT 0,
  causes          text[]      NOT NULL DEFAULT '{}',
  push_state      text        NOT NULL DEFAULT 'IDLE'
                  CHECK (push_state IN ('IDLE', 'PENDING', 'DEAD')),
  pending_since   timestamptz,
  next_attempt_at timestamptz,
  attempts        integer     NOT NULL DEFAULT 0,
  leased_until    timestamptz,
  leased_by       text,
  last_error      text,
  -- What the push rules said last.
  push_rule       text,
  push_score      integer,
  pushed_at       timestamptz,
  -- The ERP's side: its id, the state both sides agreed on last, the hash of the row seen last.
  erp_id          text,
  agreed          jsonb       NOT NULL DEFAULT '{}',
  erp_row_hash    text,
  pulled_at       timestamptz,
  PRIMARY KEY (tenant_id, customer_id)
);
-- Claiming: what is due, oldest first.
CREATE INDEX customer_due ON customer (tenant_id, next_attempt_at) WHERE push_state = 'PENDING';
-- Pull: whose row is this?
CREATE UNIQUE INDEX customer_of_erp ON customer (tenant_id, erp_id) WHERE erp_id IS NOT NULL;

CREATE TABLE tenant_sync (
  tenant_id         text    NOT NULL PRIMARY KEY,
  kill_switch       boolean NOT NULL DEFAULT false,
  kill_reason       text,
  kill_changed_by   text,
  kill_changed_at   timestamptz,
  connection        text    NOT NULL DEFAULT 'IDLE',
  last_push_at      timestamptz,
  last_pull_at      timestamptz,
  last_reconcile_at timestamptz,
  last_error_at     timestamptz,
  last_error        text
);

-- Every decision about a field, with its reason; never changed afterwards.
CREATE TABLE field_decision (
  tenant_id   text        NOT NULL,
  decision_id uuid        NOT NULL,
  customer_id text        NOT NULL,
  field       text        NOT NULL,
  old_value   jsonb,
  new_value   jsonb,
  ours        jsonb,
  theirs      jsonb,
  winner      text        NOT NULL CHECK (winner IN ('OURS', 'THEIRS', 'PERSON')),
  reason      text        NOT NULL,
  decided_by  text        NOT NULL,
  decided_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, decision_id)
);
CREATE INDEX field_decision_of_customer ON field_decision (tenant_id, customer_id, decided_at);

-- Fields that only a person can decide; one open conflict a field.
CREATE TABLE field_conflict (
  tenant_id   text        NOT NULL,
  customer_id text        NOT NULL,
  field       text        NOT NULL,
  ours        jsonb,
  theirs      jsonb,
  reason      text        NOT NULL,
  opened_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, field)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'outbox_event', 'customer', 'tenant_sync', 'field_decision', 'field_conflict']
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
