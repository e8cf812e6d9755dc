-- What statistics tell decisions apart by, as it was then; a decision that is announced again says the same.
-- question: what the knowledge base had no answer to, masked (Unanswered).
ALTER TABLE decisions
  ADD customer_bucket text,
  ADD customer_grade  text,
  ADD customer_label  text,
  ADD cost_micros     bigint,
  ADD question        text;

-- customer.event: what became of customers (CustomerEvents, and the trigger below).
ALTER TABLE event_outbox DROP CONSTRAINT event_outbox_topic_check;
ALTER TABLE event_outbox ADD CONSTRAINT event_outbox_topic_check
  CHECK (topic IN ('erp.sync', 'conversation.event', 'reply.out', 'customer.event'));

-- The unknown pool (DeskResource): who wrote and is not on file. Customers come and go in eight places
-- (decisions, rules, promotion, profile, merge, ERP, ...); the table sees them all. EventPublisher looks
-- into the outbox by itself, so nobody rings its bell here.
CREATE FUNCTION tell_unknown_pool() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := OLD.bucket = 'GRAY' AND OLD.k_code IS NULL AND OLD.merged_into IS NULL
    AND OLD.message_count > 0;
  is_now boolean := NEW.bucket = 'GRAY' AND NEW.k_code IS NULL AND NEW.merged_into IS NULL
    AND NEW.message_count > 0;
  -- UUIDv7: milliseconds, then random bits.
  id uuid := encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(
    int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
    'hex')::uuid;
BEGIN
  IF was <> is_now THEN
    INSERT INTO event_outbox (tenant_id, event_id, topic, key, payload)
    VALUES (NEW.tenant_id, id, 'customer.event', NEW.tenant_id || '/' || NEW.customer_id,
      jsonb_strip_nulls(jsonb_build_object(
        'event_id', id, 'tenant_id', NEW.tenant_id, 'occurred_at',
        to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'schema_version', 1,
        'customer_id', NEW.customer_id,
        'kind', CASE WHEN is_now THEN 'pool_entered' ELSE 'pool_left' END,
        'customer', jsonb_build_object('bucket', NEW.bucket, 'grade', NEW.grade,
          'trigger_label', NEW.trigger_label)))::text);
  END IF;
  RETURN NULL;
END $$;

-- Looks at the few columns that matter, as most updates of a customer change none of them.
CREATE TRIGGER customers_unknown_pool AFTER UPDATE ON customers FOR EACH ROW
  WHEN (OLD.bucket <> NEW.bucket OR OLD.k_code IS DISTINCT FROM NEW.k_code
    OR OLD.merged_into IS DISTINCT FROM NEW.merged_into
    OR (OLD.message_count = 0) <> (NEW.message_count = 0))
  EXECUTE FUNCTION tell_unknown_pool();

-- Those who are in the pool already: statistics count them from today on.
SELECT set_config('kefu.tenant', '*', true);
INSERT INTO event_outbox (tenant_id, event_id, topic, key, payload)
SELECT tenant_id, id, 'customer.event', tenant_id || '/' || customer_id,
  jsonb_strip_nulls(jsonb_build_object(
    'event_id', id, 'tenant_id', tenant_id, 'occurred_at',
    to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'schema_version', 1,
    'customer_id', customer_id, 'kind', 'pool_entered',
    'customer', jsonb_build_object('bucket', bucket, 'grade', grade, 'trigger_label', trigger_label)))::text
FROM (
  SELECT *, encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(
    int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
    'hex')::uuid AS id
  FROM customers
  WHERE bucket = 'GRAY' AND k_code IS NULL AND merged_into IS NULL AND message_count > 0) AS pool;
