-- The durable inbox, the conversations and the outbox of message-service (docs/adr/0003).
-- Every table is confined to a tenant by row-level security; the service's role owns the schema, hence FORCE.

-- One row a chat: the unit of order, and the work queue. A worker claims a chat by writing a lease into it;
-- everything that is decided for the chat or sent to it passes the holder of the lease.
CREATE TABLE chats (
  tenant_id        text        NOT NULL,
  agent_id         text        NOT NULL,
  chat_id          text        NOT NULL,
  chat_type        text        NOT NULL CHECK (chat_type IN ('private', 'group')),
  chat_name        text        NOT NULL,
  due_at           timestamptz,               -- messages are ready to be decided from then on
  burst_started_at timestamptz,               -- first message of the burst that is being merged
  burst_size       int         NOT NULL DEFAULT 0,
  outbox_due_at    timestamptz,               -- replies are ready to be published again from then on
  lease_token      uuid,                      -- fencing token of the claim that works on the chat
  lease_until      timestamptz,
  failures         int         NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, agent_id, chat_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

-- Claim: what is due and free, or whose holder is gone, oldest first (ChatClaims). A leased chat is found
-- again when its lease runs out, a free one when its messages or its outbox are due.
CREATE INDEX chats_wake_at ON chats ((COALESCE(lease_until, LEAST(due_at, outbox_due_at))))
  WHERE COALESCE(lease_until, LEAST(due_at, outbox_due_at)) IS NOT NULL;
-- Loading and renewing what one claim holds.
CREATE INDEX chats_lease_token ON chats (lease_token) WHERE lease_token IS NOT NULL;

-- One row a message, for ever unpartitioned: its primary key is what makes intake idempotent across the
-- monthly partitions of messages. seq is the order of arrival; within a chat it is the order of answering,
-- because intake locks the chat's row first.
CREATE TABLE inbox (
  tenant_id   text        NOT NULL,
  agent_id    text        NOT NULL,
  message_id  text        NOT NULL,
  seq         bigint      GENERATED ALWAYS AS IDENTITY,
  chat_id     text        NOT NULL,
  received_at timestamptz NOT NULL,           -- with seq, the address of the row in messages
  said_at     timestamptz NOT NULL,
  fingerprint uuid,                           -- chat, sender, text and position; null without a position
  state       text        NOT NULL CHECK (state IN ('PENDING', 'DECIDED', 'REPEATED')),
  decided_by  text,                           -- the message whose decision covers this one (merged bursts)
  PRIMARY KEY (tenant_id, agent_id, message_id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- Loading what a claimed chat still has to decide.
CREATE INDEX inbox_pending ON inbox (tenant_id, agent_id, chat_id, seq) WHERE state = 'PENDING';
-- The second guard: one row of WeChat seen twice under two ids.
CREATE INDEX inbox_fingerprint ON inbox (tenant_id, agent_id, fingerprint, said_at) WHERE fingerprint IS NOT NULL;

CREATE TABLE customers (
  tenant_id      text        NOT NULL,
  customer_id    uuid        NOT NULL,
  display_name   text        NOT NULL,
  wechat_id      text,
  bucket         text        NOT NULL DEFAULT 'GRAY' CHECK (bucket IN ('WHITE', 'GRAY', 'BLACK')),
  grade          text        NOT NULL DEFAULT 'C' CHECK (grade IN ('A', 'B', 'C', 'D')),
  grade_pinned   boolean     NOT NULL DEFAULT false,
  intent_score   int         NOT NULL DEFAULT 0 CHECK (intent_score BETWEEN 0 AND 100),
  white_proposed boolean     NOT NULL DEFAULT false,
  trigger_label  text,
  k_code         text,
  name           text,
  region         text,
  level          text,
  owner          text,
  notes          text,
  tags           text[]      NOT NULL DEFAULT '{}',
  message_count  bigint      NOT NULL DEFAULT 0,
  merged_into    uuid,
  created_at     timestamptz NOT NULL DEFAULT now(),
  last_active_at timestamptz NOT NULL DEFAULT now(),
  version        bigint      NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, customer_id),
  UNIQUE (tenant_id, k_code)
) WITH (fillfactor = 80);

-- Lists by grade and activity (design.md §6), and the unknown pool.
CREATE INDEX customers_grade_active ON customers (tenant_id, grade, last_active_at DESC);
CREATE INDEX customers_bucket_active ON customers (tenant_id, bucket, last_active_at DESC);

-- Who is this? A WeChat id counts in the whole tenant, a name only within its agent (scope = agent id).
CREATE TABLE customer_identities (
  tenant_id   text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('wechat_id', 'name')),
  scope       text NOT NULL,
  value       text NOT NULL,
  customer_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, kind, scope, value),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
-- Merging duplicates: all identities of one customer.
CREATE INDEX customer_identities_customer ON customer_identities (tenant_id, customer_id);

-- The thread of messages with one customer in one chat.
CREATE TABLE conversations (
  tenant_id         text        NOT NULL,
  conversation_id   uuid        NOT NULL,
  agent_id          text        NOT NULL,
  chat_id           text        NOT NULL,
  customer_id       uuid        NOT NULL,
  status            text        NOT NULL DEFAULT 'UNSEEN'
    CHECK (status IN ('UNSEEN', 'NEED_REPLY', 'WAITING_THEM', 'OVERDUE', 'RESOLVED', 'SNOOZED')),
  last_speaker      text        CHECK (last_speaker IN ('me', 'them')),
  last_message_at   timestamptz,
  sla_at            timestamptz,
  follow_up_at      timestamptz,
  snooze_at         timestamptz,
  handling          text        NOT NULL DEFAULT 'BOT' CHECK (handling IN ('BOT', 'QUEUED', 'HELD')),
  handover_reason   text,
  bot_silent        boolean     NOT NULL DEFAULT false, -- QUEUED at the customer's wish: the bot says nothing more
  handover_at       timestamptz,
  return_at         timestamptz,                        -- the bot takes it back then
  held_by           text,
  assigned_to       text,
  last_question     text,                               -- digest of the last question that was really asked
  last_question_at  timestamptz,
  clarification     jsonb,                              -- the choices we offered last
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  version           bigint      NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, conversation_id),
  UNIQUE (tenant_id, agent_id, chat_id, customer_id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
) WITH (fillfactor = 70);

-- Lists by status; the sweep of what time alone moves (Sweeps).
CREATE INDEX conversations_status ON conversations (tenant_id, status, last_message_at DESC);
CREATE INDEX conversations_due ON conversations ((LEAST(sla_at, follow_up_at, snooze_at, return_at)))
  WHERE LEAST(sla_at, follow_up_at, snooze_at, return_at) IS NOT NULL;
-- The handover queue, oldest first.
CREATE INDEX conversations_queue ON conversations (tenant_id, handover_at) WHERE handling <> 'BOT';
CREATE INDEX conversations_customer ON conversations (tenant_id, customer_id);

CREATE TABLE transitions (
  tenant_id       text        NOT NULL,
  transition_id   uuid        NOT NULL,
  conversation_id uuid        NOT NULL,
  from_status     text        NOT NULL,
  to_status       text        NOT NULL,
  cause           text        NOT NULL,
  actor           text,
  occurred_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, transition_id)
);
-- The history of one conversation.
CREATE INDEX transitions_conversation ON transitions (tenant_id, conversation_id, occurred_at);

-- What was said, by month of receipt. Uniqueness is the inbox's.
CREATE TABLE messages (
  tenant_id       text        NOT NULL,
  seq             bigint      NOT NULL,
  received_at     timestamptz NOT NULL,
  agent_id        text        NOT NULL,
  message_id      text        NOT NULL,
  chat_id         text        NOT NULL,
  chat_type       text        NOT NULL,
  chat_name       text        NOT NULL,
  sender_id       text        NOT NULL,
  sender_name     text        NOT NULL,
  customer_id     uuid,
  conversation_id uuid,
  content_type    text        NOT NULL,
  content         text        NOT NULL,
  said_at         timestamptz NOT NULL,
  mentioned       boolean     NOT NULL,
  own             boolean     NOT NULL,
  quote           jsonb,
  attachment      jsonb,
  stored_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, seq, received_at)
) PARTITION BY RANGE (received_at);

-- (agent, time desc) and (customer) of design.md §6; the history of one chat.
CREATE INDEX messages_agent_time ON messages (tenant_id, agent_id, received_at DESC);
CREATE INDEX messages_customer ON messages (tenant_id, customer_id, received_at DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX messages_chat ON messages (tenant_id, agent_id, chat_id, seq DESC);

-- The net under the monthly partitions: a message with a strange clock is kept, too.
CREATE TABLE messages_default PARTITION OF messages DEFAULT;

-- Makes the partition of one month; what the net has caught for it moves in. Idempotent.
CREATE FUNCTION ensure_message_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  next  date := (date_trunc('month', month) + interval '1 month')::date;
  part  text := 'messages_' || to_char(first, 'YYYY_MM');
  from_ timestamptz := first::timestamp AT TIME ZONE 'UTC';
  to_   timestamptz := next::timestamp AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('kefu.message.partitions'));
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  LOCK TABLE messages IN SHARE UPDATE EXCLUSIVE MODE;
  LOCK TABLE messages_default IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('INSERT INTO %I SELECT * FROM messages_default WHERE received_at >= $1 AND received_at < $2', part)
    USING from_, to_;
  DELETE FROM messages_default WHERE received_at >= from_ AND received_at < to_;
  EXECUTE format('ALTER TABLE messages ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, from_, to_);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
  EXECUTE format(
    'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
    'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', part);
  RETURN true;
END $$;

-- What was decided about a message: written once, never changed but for the latency of sending.
CREATE TABLE decisions (
  tenant_id       text        NOT NULL,
  agent_id        text        NOT NULL,
  message_id      text        NOT NULL,
  chat_id         text        NOT NULL,
  conversation_id uuid,
  customer_id     uuid,
  action          text        NOT NULL CHECK (action IN ('reply', 'transfer_human', 'ignore')),
  branch          text        NOT NULL,
  content         text        NOT NULL,
  confidence      double precision NOT NULL,
  reason          text,
  evidence        jsonb       NOT NULL DEFAULT '[]',
  provider        text,
  model           text,
  tokens_in       bigint,
  tokens_out      bigint,
  rule_id         text,
  receive_ms      bigint,
  retrieve_ms     bigint,
  generate_ms     bigint,
  send_ms         bigint,
  received_at     timestamptz NOT NULL,
  decided_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, message_id)
);
CREATE INDEX decisions_conversation ON decisions (tenant_id, conversation_id, decided_at DESC);

-- The outbox: one row a part. PENDING until the agent's receipt, or until it is too old or an operator took over.
CREATE TABLE replies (
  tenant_id       text        NOT NULL,
  reply_id        uuid        NOT NULL,
  agent_id        text        NOT NULL,
  chat_id         text        NOT NULL,
  message_id      text,
  conversation_id uuid,
  origin          text        NOT NULL CHECK (origin IN ('bot', 'operator', 'agent_rule')),
  actor           text,
  action          text        NOT NULL CHECK (action IN ('reply', 'transfer_human')),
  content         text        NOT NULL,
  part            int         NOT NULL,
  parts           int         NOT NULL,
  mention         text,
  confidence      double precision NOT NULL,
  not_before      timestamptz,
  status          text        NOT NULL DEFAULT 'PENDING'
    CHECK (status IN ('PENDING', 'SENT', 'FAILED', 'UNKNOWN', 'EXPIRED', 'CANCELLED')),
  error           text,
  attempts        int         NOT NULL DEFAULT 0,
  published_at    timestamptz,
  next_attempt_at timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  created_at      timestamptz NOT NULL,
  ended_at        timestamptz,
  PRIMARY KEY (tenant_id, reply_id)
) WITH (fillfactor = 70);

-- The outbox of one chat in order (reply ids are UUIDv7: sorted by time), and of one agent that comes online.
CREATE INDEX replies_outbox_chat ON replies (tenant_id, agent_id, chat_id, reply_id) WHERE status = 'PENDING';
-- The sweep: what waits for a receipt too long.
CREATE INDEX replies_outbox_due ON replies (next_attempt_at) WHERE status = 'PENDING';
-- The parts of an answer; the recent lines of a chat.
CREATE INDEX replies_message ON replies (tenant_id, agent_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX replies_chat ON replies (tenant_id, agent_id, chat_id, created_at DESC);

-- What a person of ours has to look at.
CREATE TABLE todos (
  tenant_id       text        NOT NULL,
  todo_id         uuid        NOT NULL,
  kind            text        NOT NULL,
  conversation_id uuid,
  customer_id     uuid,
  agent_id        text        NOT NULL,
  chat_id         text        NOT NULL,
  subject_id      text        NOT NULL,       -- what it is about: a reply id, a message id
  detail          text        NOT NULL,
  created_at      timestamptz NOT NULL,
  done_at         timestamptz,
  done_by         text,
  PRIMARY KEY (tenant_id, todo_id),
  UNIQUE (tenant_id, kind, subject_id)
);
CREATE INDEX todos_open ON todos (tenant_id, created_at) WHERE done_at IS NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['chats', 'inbox', 'customers', 'customer_identities', 'conversations',
    'transitions', 'messages', 'messages_default', 'decisions', 'replies', 'todos'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
      'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', name);
  END LOOP;
END $$;
