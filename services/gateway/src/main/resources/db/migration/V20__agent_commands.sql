-- Commands of people to agents and what became of them.
CREATE TABLE agent_commands (
  tenant_id    text NOT NULL,
  command_id   uuid NOT NULL,
  agent_id     text NOT NULL,
  name         text NOT NULL,
  args         jsonb NOT NULL,
  status       text NOT NULL CHECK (status IN ('PENDING', 'DONE', 'FAILED', 'UNSUPPORTED', 'EXPIRED')),
  result       jsonb,
  error        text,
  issued_by    text NOT NULL,
  issued_at    timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  published_at timestamptz NOT NULL,
  finished_at  timestamptz,
  PRIMARY KEY (tenant_id, command_id)
);
-- The commands of one agent, the newest first: ids are sorted by time.
CREATE INDEX agent_commands_agent ON agent_commands (tenant_id, agent_id, command_id);
-- The sweep: what was not answered, the longest waiting first.
CREATE INDEX agent_commands_pending ON agent_commands (published_at) WHERE status = 'PENDING';

ALTER TABLE agent_commands ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_commands FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON agent_commands
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
