-- A new month's partition keeps no statistics of tenants either (the chassis' afterMigrate.sql says why);
-- the policy asked is that of the whole table.
CREATE OR REPLACE FUNCTION ensure_message_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  next  date := (date_trunc('month', month) + interval '1 month')::date;
  part  text := 'messages_' || to_char(first, 'YYYY_MM');
  from_ timestamptz := first::timestamp AT TIME ZONE 'UTC';
  to_   timestamptz := next::timestamp AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('kefu.message.partitions'));
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  EXECUTE format('ALTER TABLE %I ALTER COLUMN tenant_id SET STATISTICS 0', part);
  LOCK TABLE messages IN SHARE UPDATE EXCLUSIVE MODE;
  LOCK TABLE messages_default IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('INSERT INTO %I SELECT * FROM messages_default WHERE received_at >= $1 AND received_at < $2', part)
    USING from_, to_;
  DELETE FROM messages_default WHERE received_at >= from_ AND received_at < to_;
  EXECUTE format('ALTER TABLE messages ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, from_, to_);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
  EXECUTE format(
    'CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'') '
    'WITH CHECK (tenant_id = current_setting(''kefu.tenant'', true) OR current_setting(''kefu.tenant'', true) = ''*'')', part);
  RETURN true;
END $$;
