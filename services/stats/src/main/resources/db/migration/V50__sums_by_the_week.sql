-- Sums by the week: ninety days of a value are 18 rows instead of 90 (docs/adr/0070). The database keeps
-- them itself: a program of the version before, which goes on counting while pods are replaced and after
-- a rollback, cannot leave them behind.
SELECT set_config('kefu.tenant', '*', true);

-- A week is whatever days begin within the same 168 hours, counted from a Monday's midnight in China. No
-- zone is asked for: between two such times the weeks hold what the days hold, in whatever zone those
-- were counted.
CREATE FUNCTION week_of(bucket timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT date_bin('168 hours', bucket, TIMESTAMPTZ '2000-12-31 16:00:00Z')
$$;

CREATE TABLE rollup_week (LIKE rollup INCLUDING DEFAULTS);

-- The same of the questions; theirs are days of the calendar, and weeks begin on Mondays.
CREATE TABLE unanswered_week (
  tenant_id text    NOT NULL,
  week      date    NOT NULL,
  question  text    NOT NULL,
  asked     integer NOT NULL,
  PRIMARY KEY (tenant_id, week, question)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rollup_week', 'unanswered_week']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant_wall ON %I '
      || 'USING (tenant_id = (SELECT current_setting(''kefu.tenant'', true)) '
      || 'OR (SELECT current_setting(''kefu.tenant'', true)) = ''*'') '
      || 'WITH CHECK (tenant_id = (SELECT current_setting(''kefu.tenant'', true)) '
      || 'OR (SELECT current_setting(''kefu.tenant'', true)) = ''*'')',
      name);
  END LOOP;
END
$$;

CREATE AGGREGATE sum_slots(integer[]) (SFUNC = add_slots, STYPE = integer[], INITCOND = '{}');

-- What is proposed for a day is what is to be added to it, whether its row is new or not, so the same is
-- added to the week. Rows are told by value, then by bucket: weeks are locked in one order by everyone.
-- A migration that adds a measure makes the function anew (WeeksTest asks for every measure).
DO $$
DECLARE
  names     text;
  told      text;
  additions text;
  sums      text;
BEGIN
  SELECT
    string_agg(quote_ident(attname), ', '),
    string_agg(format('NEW.%I', attname), ', '),
    string_agg(format('%1$I = w.%1$I + EXCLUDED.%1$I', attname), ', '),
    string_agg(format('sum(%I)', attname), ', ')
  INTO names, told, additions, sums
  FROM pg_attribute
  WHERE attrelid = 'rollup'::regclass AND atttypid = 'bigint'::regtype AND NOT attisdropped;

  EXECUTE format(
    'CREATE FUNCTION add_to_week() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
      INSERT INTO rollup_week AS w (tenant_id, tier, dimension, value, bucket, %s, slots)
      VALUES (NEW.tenant_id, ''w'', NEW.dimension, NEW.value, week_of(NEW.bucket), %s, NEW.slots)
      ON CONFLICT (tenant_id, tier, dimension, bucket, value) DO UPDATE SET %s,
        slots = add_slots(w.slots, EXCLUDED.slots);
      RETURN NEW;
    END $body$',
    names, told, additions);

  -- From here to the commit nobody adds to a day; reading goes on.
  CREATE TRIGGER rollup_day_add_to_week BEFORE INSERT ON rollup_day
    FOR EACH ROW EXECUTE FUNCTION add_to_week();

  EXECUTE format(
    'INSERT INTO rollup_week (tenant_id, tier, dimension, value, bucket, %s, slots)
    SELECT tenant_id, ''w'', dimension, value, week_of(bucket), %s, sum_slots(slots)
    FROM rollup_day
    GROUP BY tenant_id, dimension, value, week_of(bucket)',
    names, sums);
END
$$;

DROP AGGREGATE sum_slots(integer[]);
ALTER TABLE rollup ATTACH PARTITION rollup_week FOR VALUES IN ('w');

CREATE FUNCTION ask_in_week() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unanswered_week AS w (tenant_id, week, question, asked)
  VALUES (NEW.tenant_id, date_trunc('week', NEW.day::timestamp)::date, NEW.question, NEW.asked)
  ON CONFLICT (tenant_id, week, question) DO UPDATE SET asked = w.asked + EXCLUDED.asked;
  RETURN NEW;
END $$;

CREATE TRIGGER unanswered_ask_in_week BEFORE INSERT ON unanswered
  FOR EACH ROW EXECUTE FUNCTION ask_in_week();

INSERT INTO unanswered_week (tenant_id, week, question, asked)
SELECT tenant_id, date_trunc('week', day::timestamp)::date, question, sum(asked)
FROM unanswered
GROUP BY 1, 2, 3;
