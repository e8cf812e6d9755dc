/**
 * Customer changes recorded for the ERP, each once, whatever Kafka delivers.
 *
 * <p>Fields carry the version that set them: an older event that comes late never overwrites what a
 * newer one has set, and an event that has nothing newer to tell is kept as STALE and queues
 * nothing. Field names are those of the customer in message-service: {@code wechat_id,
 * wechat_nickname, real_name, company_name, phone, email, address, source, summary, notes, bucket,
 * intent_score, message_count, conversation_days}, the flags {@code phone_verified,
 * company_name_verified, real_name_verified, has_order, has_contract, has_payment,
 * has_quote_request, marked_as_important, marked_as_invalid}, and {@code business_license} with
 * {@code none}, {@code uploaded} or {@code verified}.
 */
package io.kefu.erp.outbox;
