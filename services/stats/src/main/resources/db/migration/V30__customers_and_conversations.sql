-- What became of customers and conversations, and by what they are told apart.
ALTER TABLE message_fact
  ADD cost_micros   bigint NOT NULL DEFAULT 0,
  ADD bucket        text,
  ADD grade         text,
  ADD trigger_label text,
  ADD question      text;               -- what the knowledge base had no answer to, masked
ALTER TABLE reply_fact ADD operator text;

CREATE TABLE episode_fact (
  tenant_id     text        NOT NULL,
  outcome_id    text        NOT NULL,
  version       bigint      NOT NULL,
  closed_at     timestamptz NOT NULL,
  agent_id      text        NOT NULL,
  operator      text,
  outcome       text        NOT NULL,
  satisfaction  integer,
  resolution_ms bigint,
  bucket        text,
  grade         text,
  trigger_label text,
  stored_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, outcome_id)
);
CREATE INDEX episode_fact_stored ON episode_fact USING brin (stored_at);

-- Changes that made a conversation overdue.
CREATE TABLE breach_fact (
  tenant_id       text        NOT NULL,
  conversation_id text        NOT NULL,
  version         bigint      NOT NULL,
  at              timestamptz NOT NULL,
  agent_id        text        NOT NULL,
  operator        text,
  bucket          text,
  grade           text,
  trigger_label   text,
  stored_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, version)
);
CREATE INDEX breach_fact_stored ON breach_fact USING brin (stored_at);

CREATE TABLE pool_fact (
  tenant_id     text        NOT NULL,
  event_id      text        NOT NULL,
  at            timestamptz NOT NULL,
  entered       boolean     NOT NULL,
  bucket        text,
  grade         text,
  trigger_label text,
  stored_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX pool_fact_stored ON pool_fact USING brin (stored_at);

CREATE TABLE conversation_now (
  tenant_id       text        NOT NULL,
  conversation_id text        NOT NULL,
  version         bigint      NOT NULL,
  status          text        NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id)
);
-- Who waits now; and what the retention sweep deletes.
CREATE INDEX conversation_now_waiting ON conversation_now (tenant_id, status)
  WHERE status IN ('UNSEEN', 'NEED_REPLY', 'OVERDUE');
CREATE INDEX conversation_now_at ON conversation_now (at);

-- Questions without an answer by day of the reporting zone; asked may be 0 after a correction.
CREATE TABLE unanswered (
  tenant_id text    NOT NULL,
  day       date    NOT NULL,
  question  text    NOT NULL,
  asked     integer NOT NULL,
  PRIMARY KEY (tenant_id, day, question)
);

ALTER TABLE rollup
  ADD replied_alone      bigint NOT NULL DEFAULT 0,
  ADD cost_micros        bigint NOT NULL DEFAULT 0,
  ADD sla_breaches       bigint NOT NULL DEFAULT 0,
  ADD episodes           bigint NOT NULL DEFAULT 0,
  ADD solved             bigint NOT NULL DEFAULT 0,
  ADD unsolved           bigint NOT NULL DEFAULT 0,
  ADD transferred        bigint NOT NULL DEFAULT 0,
  ADD abandoned          bigint NOT NULL DEFAULT 0,
  ADD resolution_count   bigint NOT NULL DEFAULT 0,
  ADD resolution_ms      bigint NOT NULL DEFAULT 0,
  ADD satisfaction_count bigint NOT NULL DEFAULT 0,
  ADD satisfaction_sum   bigint NOT NULL DEFAULT 0,
  ADD satisfied          bigint NOT NULL DEFAULT 0,
  ADD pool_entered       bigint NOT NULL DEFAULT 0,
  ADD pool_left          bigint NOT NULL DEFAULT 0;

-- Which daily reports were sent where. A row that is PENDING belongs to who holds its lease.
CREATE TABLE daily_report (
  tenant_id   text        NOT NULL,
  day         date        NOT NULL,
  webhook     text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('PENDING', 'SENT', 'FAILED')),
  attempts    integer     NOT NULL DEFAULT 0,
  due_at      timestamptz NOT NULL,
  error       text,
  sent_at     timestamptz,
  PRIMARY KEY (tenant_id, day, webhook)
);
CREATE INDEX daily_report_due ON daily_report (due_at) WHERE state = 'PENDING';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'episode_fact', 'breach_fact', 'pool_fact', 'conversation_now', 'unanswered', 'daily_report']
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
