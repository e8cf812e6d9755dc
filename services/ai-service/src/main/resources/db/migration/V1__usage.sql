-- What each tenant's model calls cost, a day and a model; budgets are checked against its sums.

CREATE TABLE usage_day (
  tenant_id   text    NOT NULL,
  day         date    NOT NULL,
  provider    text    NOT NULL,
  model       text    NOT NULL,
  requests    bigint  NOT NULL DEFAULT 0,
  failures    bigint  NOT NULL DEFAULT 0,
  tokens_in   bigint  NOT NULL DEFAULT 0,
  tokens_out  bigint  NOT NULL DEFAULT 0,
  -- Millionths of the price list's currency unit.
  cost_micros bigint  NOT NULL DEFAULT 0,
  -- Serves the budget check too: one tenant, one day.
  PRIMARY KEY (tenant_id, day, provider, model)
);
ALTER TABLE usage_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_day FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON usage_day
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
