-- What is remembered of a conversation's session besides its lines: the rolling summary, and that it was
-- prompted. Sessions and topics themselves are computed from the lines, so nothing can contradict them.
CREATE TABLE contexts (
  tenant_id       text        NOT NULL,
  conversation_id uuid        NOT NULL,
  summary         text,                    -- of the lines from from_at to until_at, both included
  from_at         timestamptz,
  until_at        timestamptz,
  provider        text,
  model           text,
  due_at          timestamptz,             -- to be summarised from then on; while under work, its lease
  retry_at        timestamptz,             -- not asked again before
  prompted_at     timestamptz,             -- the idle prompt, at most once a session
  PRIMARY KEY (tenant_id, conversation_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
);
-- What is to be summarised (Summaries).
CREATE INDEX contexts_due ON contexts (due_at) WHERE due_at IS NOT NULL;

ALTER TABLE contexts ENABLE ROW LEVEL SECURITY;
ALTER TABLE contexts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON contexts
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
