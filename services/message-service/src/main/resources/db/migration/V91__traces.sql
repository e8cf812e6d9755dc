-- A message's place in a trace (W3C traceparent), so that what is decided, published and told of it goes on in
-- its trace: also by another process, and much later. Null outside any trace.
ALTER TABLE inbox ADD COLUMN trace text;

-- Rows of the outboxes take it from the transaction that writes them (chassis, TenantScope).
ALTER TABLE replies ADD COLUMN trace text;
ALTER TABLE replies ALTER COLUMN trace SET DEFAULT nullif(current_setting('kefu.trace', true), '');
ALTER TABLE event_outbox ADD COLUMN trace text;
ALTER TABLE event_outbox ALTER COLUMN trace SET DEFAULT nullif(current_setting('kefu.trace', true), '');
