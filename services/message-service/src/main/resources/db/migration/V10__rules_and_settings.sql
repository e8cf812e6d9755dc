-- Rules and settings of tenants, and what rules want done beside a decision (docs/adr/0010).

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

-- What a rule wants done by somebody else (a form filled): stored with the decision, carried out at least once by a
-- handler that is idempotent by effect_id.
CREATE TABLE rule_effects (
  tenant_id       text        NOT NULL,
  effect_id       uuid        NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('run_form')),
  rule_id         text        NOT NULL,
  subject         text        NOT NULL,       -- the form's label
  agent_id        text        NOT NULL,
  message_id      text        NOT NULL,
  conversation_id uuid        NOT NULL,
  customer_id     uuid        NOT NULL,
  created_at      timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  attempts        int         NOT NULL DEFAULT 0,
  done_at         timestamptz,
  failed_at       timestamptz,
  error           text,
  PRIMARY KEY (tenant_id, effect_id),
  -- A decision that is stored again stores nothing twice.
  UNIQUE (tenant_id, agent_id, message_id, kind, subject)
);
-- What is to be carried out, oldest first (EffectWorker).
CREATE INDEX rule_effects_due ON rule_effects (next_attempt_at) WHERE done_at IS NULL AND failed_at IS NULL;

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
  FOREACH name IN ARRAY ARRAY['policies', 'policy_versions', 'rule_effects', 'quiet_notices', 'agent_rules'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
      'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', name);
  END LOOP;
END $$;
