-- How conversations ended (domain.md §6): one row each time one is resolved.
CREATE TABLE outcomes (
  tenant_id          text        NOT NULL,
  outcome_id         uuid        NOT NULL,
  conversation_id    uuid        NOT NULL,
  outcome            text        NOT NULL CHECK (outcome IN ('solved', 'unsolved', 'transferred', 'abandoned')),
  resolved_by        text        NOT NULL CHECK (resolved_by IN ('ai', 'human', 'self')),
  reason             text,
  satisfaction       int         CHECK (satisfaction BETWEEN 1 AND 5),
  tags               text[]      NOT NULL DEFAULT '{}',
  actor              text,
  first_response_ms  bigint,     -- from the first message since the last outcome to our first text that was sent
  resolution_ms      bigint,
  message_count      bigint      NOT NULL,
  ai_reply_count     bigint      NOT NULL,
  human_reply_count  bigint      NOT NULL,
  resolved_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, outcome_id)
);
-- The outcomes of one conversation, the last first.
CREATE INDEX outcomes_conversation ON outcomes (tenant_id, conversation_id, resolved_at DESC);
-- What was said and sent in one conversation.
CREATE INDEX messages_conversation ON messages (tenant_id, conversation_id, received_at)
  WHERE conversation_id IS NOT NULL;
CREATE INDEX replies_conversation ON replies (tenant_id, conversation_id, created_at)
  WHERE conversation_id IS NOT NULL;

ALTER TABLE outcomes ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outcomes
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
