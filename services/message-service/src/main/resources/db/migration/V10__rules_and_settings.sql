-- Rules and settings of tenants, and what they need to remember (docs/adr/0010).

-- Which versions count for a tenant; one row a tenant, made with its first change. Every replica looks for
-- rows that changed lately (PolicyBook), so a change is in force everywhere within about a second.
CREATE TABLE policies (
  tenant_id        text        NOT NULL PRIMARY KEY,
  rules_version    bigint      NOT NULL DEFAULT 0,
  settings_version bigint      NOT NULL DEFAULT 0,
  changed_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX policies_changed ON policies (changed_at);

-- Every version that ever counted, never changed: what, who, when, why. A tenant's rules are those it wrote or
-- overrode; the shipped ones are in the product. Its settings are what differs from the defaults.
CREATE TABLE policy_versions (
  tenant_id  text        NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('rules', 'settings')),
  version    bigint      NOT NULL,
  body       jsonb       NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text,
  reason     text,
  PRIMARY KEY (tenant_id, kind, version)
);

-- Which conversation was told in which night that nobody is there.
CREATE TABLE quiet_notices (
  tenant_id       text NOT NULL,
  conversation_id uuid NOT NULL,
  night           date NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id, night)
);

-- Which agents are online, and which local rules they hold.
CREATE TABLE agent_rules (
  tenant_id      text        NOT NULL,
  agent_id       text        NOT NULL,
  session_id     text,
  online         boolean     NOT NULL,
  held_version   bigint      NOT NULL,
  pushed_version bigint      NOT NULL DEFAULT 0,
  seen_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id)
);
CREATE INDEX agent_rules_online ON agent_rules (tenant_id) WHERE online;

-- conversation.handover_count
CREATE INDEX decisions_handovers ON decisions (tenant_id, conversation_id) WHERE action = 'transfer_human';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['policies', 'policy_versions', 'quiet_notices', 'agent_rules'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
      'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', name);
  END LOOP;
END $$;
