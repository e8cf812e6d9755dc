-- An event goes on in the trace (W3C traceparent) of the transaction that wrote it (chassis, TenantScope).
ALTER TABLE from_erp_event ADD COLUMN trace text;
ALTER TABLE from_erp_event ALTER COLUMN trace SET DEFAULT nullif(current_setting('kefu.trace', true), '');
