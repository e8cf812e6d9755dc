-- Runs after every migration of every service (a callback of Flyway's) and puts right what is not yet so.
-- Look-ups by key must use the key, also for a tenant that no statistics know yet. Two estimates
-- stood in the way; with both, PostgreSQL took all rows of a busy new tenant for one row and read
-- them again and again (docs/adr/0007):
-- 1. A tenant missing in the column's statistics was believed to have no rows. Without statistics
--    a tenant is assumed to have 1/200 of them, however new it is.
-- 2. The policy's equality was counted a second time, as if it were another condition. Within CASE
--    it is estimated as one half.
DO $$
DECLARE
  tab record;
  tenant text := 'current_setting(''kefu.tenant'', true)';
BEGIN
  FOR tab IN
    SELECT c.oid::regclass AS name FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND a.attstattarget IS DISTINCT FROM 0
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id SET STATISTICS 0', tab.name);
  END LOOP;
  FOR tab IN
    SELECT c.oid::regclass AS name, p.polname AS policy FROM pg_class c
    JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace
      AND pg_get_expr(p.polqual, p.polrelid) =
        '((tenant_id = current_setting(''kefu.tenant''::text, true)) '
        'OR (current_setting(''kefu.tenant''::text, true) = ''*''::text))'
  LOOP
    EXECUTE format(
      'ALTER POLICY %I ON %s USING (CASE %s WHEN ''*'' THEN true ELSE tenant_id = %s END)',
      tab.policy, tab.name, tenant, tenant);
  END LOOP;
END $$;
