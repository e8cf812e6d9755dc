-- Decisions whose reply an operator took back before any of it went out are told through the outbox, too.
ALTER TABLE event_outbox DROP CONSTRAINT event_outbox_topic_check;
ALTER TABLE event_outbox
  ADD CONSTRAINT event_outbox_topic_check CHECK (topic IN ('erp.sync', 'conversation.event', 'reply.out'));

-- Whom the ERP told of under a name of its own: erp-sync was never told who that is here, and answered no
-- question of theirs.
SELECT set_config('kefu.tenant', '*', true);
UPDATE customers k SET sync_since = COALESCE(sync_since, now()), sync_urgent = true,
  sync_causes = sync_causes || 'linked'::text
WHERE merged_into IS NULL AND EXISTS (
  SELECT 1 FROM erp_links l WHERE l.tenant_id = k.tenant_id AND l.customer_id = k.customer_id
    AND starts_with(l.erp_customer_id, 'erp-'));
