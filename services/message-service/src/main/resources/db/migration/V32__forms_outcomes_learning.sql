-- Trigger forms (domain.md §4): one row a filling, its version counts within conversation and label.
CREATE TABLE forms (
  tenant_id       text        NOT NULL,
  form_id         uuid        NOT NULL,
  conversation_id uuid        NOT NULL,
  label           text        NOT NULL CHECK (label IN ('pre_sales', 'after_sales', 'business_development')),
  version         int         NOT NULL,
  status          text        NOT NULL CHECK (status IN ('PENDING', 'FILLED', 'HANDOFF')),
  form            jsonb,
  reason          text,
  faults          text[]      NOT NULL DEFAULT '{}',
  provider        text,
  model           text,
  asked_by        text        NOT NULL,
  auto            boolean     NOT NULL,
  due_at          timestamptz,            -- to be filled from then on; while under work, its lease
  attempts        int         NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL,
  filled_at       timestamptz,
  PRIMARY KEY (tenant_id, form_id),
  UNIQUE (tenant_id, conversation_id, label, version)
);
-- Of itself a form is filled once a conversation and label.
CREATE UNIQUE INDEX forms_auto ON forms (tenant_id, conversation_id, label) WHERE auto;
CREATE INDEX forms_due ON forms (due_at) WHERE due_at IS NOT NULL;
-- Conversations that were labelled lately (Forms).
CREATE INDEX customers_labelled ON customers (last_active_at) WHERE trigger_label IS NOT NULL;

-- Episodes: what was said from one closing to the next.
ALTER TABLE outcomes
  ADD opened_at      timestamptz,
  ADD closed_by      text NOT NULL DEFAULT 'resolve' CHECK (closed_by IN ('resolve', 'expiry', 'operator')),
  ADD handover_count bigint NOT NULL DEFAULT 0,
  ADD edited_by      text,
  ADD edited_at      timestamptz,
  ADD learned_at     timestamptz;         -- candidates were taken from it
-- Solved episodes that nobody has learned from (Harvest).
CREATE INDEX outcomes_unlearned ON outcomes (resolved_at) WHERE learned_at IS NULL AND outcome = 'solved';
ALTER TABLE conversations ADD episode_closed_at timestamptz;
-- Open episodes that time closes (EpisodeSweep).
CREATE INDEX conversations_open_episode ON conversations (last_message_at)
  WHERE episode_closed_at IS NULL OR episode_closed_at < last_message_at;

-- Learning: pairs of question and answer that a person may take into the knowledge base.
CREATE TABLE learning_candidates (
  tenant_id       text        NOT NULL,
  candidate_id    uuid        NOT NULL,
  digest          text        NOT NULL,   -- of the normalised pair: the same again only counts
  state           text        NOT NULL CHECK (state IN ('PENDING', 'PUBLISHING', 'APPROVED', 'REJECTED')),
  question        text        NOT NULL,
  answer          text        NOT NULL,
  occurrences     int         NOT NULL DEFAULT 1,
  conversation_id uuid,
  agent_id        text,
  knowledge_base  text,
  decided_by      text,
  decided_at      timestamptz,
  reason          text,
  document_id     text,
  last_error      text,
  attempts        int         NOT NULL DEFAULT 0,
  due_at          timestamptz,            -- to be published from then on; while under work, its lease
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, candidate_id),
  UNIQUE (tenant_id, digest)
);
CREATE INDEX learning_candidates_state ON learning_candidates (tenant_id, state, created_at DESC);
CREATE INDEX learning_candidates_due ON learning_candidates (due_at) WHERE due_at IS NOT NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['forms', 'learning_candidates'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
      'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', name);
  END LOOP;
END $$;
