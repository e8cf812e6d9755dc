-- What is known of each message, reply part and agent session, and the sums over them.
-- Rollups are changed in the same transaction as the fact that changed (see io.kefu.stats.fact).

CREATE TABLE message_fact (
  tenant_id   text        NOT NULL,
  agent_id    text        NOT NULL,
  message_id  text        NOT NULL,
  received_at timestamptz,
  countable   boolean     NOT NULL DEFAULT false,
  chat_type   text,
  decided_at  timestamptz,
  decided_by  text,
  branch      text,
  reason      text,
  provider    text,
  model       text,
  rule_id     text,
  tokens_in   bigint      NOT NULL DEFAULT 0,
  tokens_out  bigint      NOT NULL DEFAULT 0,
  evidence    integer     NOT NULL DEFAULT 0,
  replied_at  timestamptz,
  replied_by  text,
  origin      text,
  handed_over boolean     NOT NULL DEFAULT false,
  ignored     boolean     NOT NULL DEFAULT false,
  stored_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, agent_id, message_id)
);
-- The retention sweep deletes by storing time; rows are stored in that order.
CREATE INDEX message_fact_stored ON message_fact USING brin (stored_at);

CREATE TABLE reply_fact (
  tenant_id  text        NOT NULL,
  reply_id   text        NOT NULL,
  agent_id   text        NOT NULL,
  decided_at timestamptz,
  sends      boolean     NOT NULL DEFAULT false,
  origin     text,
  receipt_at timestamptz,
  status     text,
  stored_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, reply_id)
);
CREATE INDEX reply_fact_stored ON reply_fact USING brin (stored_at);

CREATE TABLE agent_session (
  tenant_id    text        NOT NULL,
  agent_id     text        NOT NULL,
  session_id   text        NOT NULL,
  started_at   timestamptz NOT NULL,
  last_seen_at timestamptz,
  ended_at     timestamptz,
  until_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, session_id)
);
-- Who is online now, and who was in a minute: sessions that end after it.
CREATE INDEX agent_session_until ON agent_session (tenant_id, until_at);

-- One row per span of time and value of a dimension; dimension 'all' has the one value ''.
-- tier: m minute, h hour, d day. slots: pairs (slot, count) of a logarithmic histogram.
CREATE TABLE rollup (
  tenant_id      text        NOT NULL,
  tier           text        NOT NULL,
  dimension      text        NOT NULL,
  value          text        NOT NULL,
  bucket         timestamptz NOT NULL,
  received       bigint      NOT NULL DEFAULT 0,
  replied        bigint      NOT NULL DEFAULT 0,
  handed_over    bigint      NOT NULL DEFAULT 0,
  ignored        bigint      NOT NULL DEFAULT 0,
  reply_parts    bigint      NOT NULL DEFAULT 0,
  sent           bigint      NOT NULL DEFAULT 0,
  failed         bigint      NOT NULL DEFAULT 0,
  unknown        bigint      NOT NULL DEFAULT 0,
  tokens_in      bigint      NOT NULL DEFAULT 0,
  tokens_out     bigint      NOT NULL DEFAULT 0,
  knowledge_hits bigint      NOT NULL DEFAULT 0,
  knowledge_misses bigint    NOT NULL DEFAULT 0,
  response_count bigint      NOT NULL DEFAULT 0,
  response_ms    bigint      NOT NULL DEFAULT 0,
  slots          integer[]   NOT NULL DEFAULT '{}',
  -- Serves every query: one tenant, one tier, one dimension, a range of buckets.
  PRIMARY KEY (tenant_id, tier, dimension, bucket, value)
) PARTITION BY LIST (tier);
CREATE TABLE rollup_minute PARTITION OF rollup FOR VALUES IN ('m');
CREATE TABLE rollup_hour PARTITION OF rollup FOR VALUES IN ('h');
CREATE TABLE rollup_day PARTITION OF rollup FOR VALUES IN ('d');

CREATE TABLE agents_online (
  tenant_id text        NOT NULL,
  tier      text        NOT NULL,
  bucket    timestamptz NOT NULL,
  online    integer     NOT NULL,
  PRIMARY KEY (tenant_id, tier, bucket)
);

-- Minutes before sampled_until are counted in agents_online; a late session event moves it back.
CREATE TABLE presence_watermark (
  tenant_id     text        NOT NULL PRIMARY KEY,
  sampled_until timestamptz NOT NULL
);

-- Adds two histograms of pairs (slot, count); counts may be negative, zeros vanish.
CREATE FUNCTION add_slots(a integer[], b integer[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN coalesce(cardinality(b), 0) = 0 THEN coalesce(a, '{}')
    WHEN coalesce(cardinality(a), 0) = 0 THEN b
    ELSE (
      SELECT coalesce(array_agg(CASE part WHEN 0 THEN slot ELSE n END ORDER BY slot, part), '{}')
      FROM (
        SELECT slot, sum(n)::integer AS n
        FROM (
          SELECT a[i] AS slot, a[i + 1] AS n FROM generate_series(1, cardinality(a), 2) AS i
          UNION ALL
          SELECT b[i], b[i + 1] FROM generate_series(1, cardinality(b), 2) AS i
        ) AS pairs
        GROUP BY slot
        HAVING sum(n) <> 0
      ) AS sums
      CROSS JOIN generate_series(0, 1) AS part
    )
  END
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'message_fact', 'reply_fact', 'agent_session', 'rollup', 'rollup_minute', 'rollup_hour',
    'rollup_day', 'agents_online', 'presence_watermark']
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
