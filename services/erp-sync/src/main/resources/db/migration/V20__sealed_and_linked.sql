-- Sensitive values are sealed by the service (design.md §6); sealed_with names the key that a whole
-- row was last sealed with, and is null for rows from before. A sweep seals those that differ.
ALTER TABLE customer ADD COLUMN sealed_with text;
ALTER TABLE outbox_event ADD COLUMN sealed_with text;
ALTER TABLE from_erp_event ADD COLUMN sealed_with text;
ALTER TABLE field_decision ADD COLUMN sealed_with text;
ALTER TABLE field_conflict ADD COLUMN sealed_with text;

-- Keyed fingerprints, to find a customer without open values.
ALTER TABLE customer ADD COLUMN phone_print text;
ALTER TABLE customer ADD COLUMN wechat_print text;
DROP INDEX customer_by_phone;
DROP INDEX customer_by_wechat;
CREATE INDEX customer_by_phone_print ON customer (tenant_id, phone_print) WHERE erp_id IS NULL;
CREATE INDEX customer_by_wechat_print ON customer (tenant_id, wechat_print) WHERE erp_id IS NULL;

-- Customers that only the ERP knows, until our side speaks of them.
CREATE INDEX customer_stand_in_by_phone ON customer (tenant_id, phone_print) WHERE version = -1;
CREATE INDEX customer_stand_in_by_wechat ON customer (tenant_id, wechat_print) WHERE version = -1;

-- Two seals of one value differ: this tells whether an open conflict is still about the same values.
ALTER TABLE field_conflict ADD COLUMN values_print text;

-- By what a customer was linked with the ERP's. A phone number that a customer merely told us is
-- enough to keep both in step, but not to tell them that customer's documents.
ALTER TABLE customer ADD COLUMN linked_by text CHECK (linked_by IN ('NUMBER', 'WECHAT', 'PHONE'));
UPDATE customer SET linked_by = 'NUMBER'
WHERE erp_id IS NOT NULL
  AND (customer_id = 'erp-' || erp_id OR agreed ->> 'customer_number' = 'WX' || customer_id);
UPDATE customer SET linked_by = 'PHONE' WHERE erp_id IS NOT NULL AND linked_by IS NULL;

-- How pushes and pulls ended, in slots of five minutes, for alerts; old rows are deleted.
CREATE TABLE sync_slot (
  tenant_id text        NOT NULL,
  slot      timestamptz NOT NULL,
  succeeded integer     NOT NULL DEFAULT 0,
  failed    integer     NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, slot)
);

ALTER TABLE sync_slot ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_slot FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON sync_slot
  USING (tenant_id = current_setting('kefu.tenant', true)
    OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true)
    OR current_setting('kefu.tenant', true) = '*');
