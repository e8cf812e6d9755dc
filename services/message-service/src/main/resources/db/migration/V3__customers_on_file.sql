-- The running number of K-codes, one row a tenant.
CREATE TABLE k_code_numbers (
  tenant_id   text   NOT NULL PRIMARY KEY,
  last_number bigint NOT NULL
);
ALTER TABLE k_code_numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE k_code_numbers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON k_code_numbers
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
