/**
 * Customer changes recorded for the ERP, each once, whatever Kafka delivers. This page is the
 * contract of {@code erp.sync} as this service keeps it; the record's key is {@code
 * tenant/customer}.
 *
 * <h2>What is understood: {@code direction: to_erp}</h2>
 *
 * <p>{@code version} is the sender's own number for the customer, from 0, and grows with each
 * change. Fields carry the version that set them: an older event that comes late never overwrites
 * what a newer one has set, and an event that has nothing newer to tell is kept as STALE and queues
 * nothing. {@code fields} need hold only what changed; {@code null} or an empty text means that the
 * field was emptied (the ERP's own value is not emptied by it); a name not listed here is kept and
 * ignored.
 *
 * <ul>
 *   <li>Texts: {@code wechat_id, wechat_nickname, real_name, company_name, phone, email, address,
 *       region, source, summary, notes}; {@code bucket}: {@code WHITE}, {@code GRAY} or {@code
 *       BLACK}; {@code business_license}: {@code none}, {@code uploaded} or {@code verified}.
 *   <li>{@code told_as}: the {@code erp-ID} under which this customer was told before (see below).
 *   <li>Numbers: {@code intent_score} 0–100, {@code message_count}, {@code conversation_days}.
 *   <li>Flags, {@code true} or {@code false}: {@code phone_verified, company_name_verified,
 *       real_name_verified, has_order, has_contract, has_payment, has_quote_request,
 *       marked_as_important, marked_as_invalid}.
 * </ul>
 *
 * <p>{@code cause} is a word of 1 or more characters. Pushed at once: {@code order, contract,
 * payment} (these also make the push mandatory), {@code phone_verified, licence_uploaded,
 * quote_requested}. Every other cause, such as {@code created}, {@code updated}, {@code promoted}
 * or {@code merged}, waits for the next round ({@code kefu.erp.push.round}). The push rules decide
 * whether the ERP is to know the customer at all: {@link io.kefu.erp.push.PushRules}.
 *
 * <p>A record that is no such event, or whose {@code tenant_id}, {@code customer_id} (1–128
 * characters), {@code version} (not negative) or {@code cause} (not blank) is not of this form,
 * goes to {@code erp.sync.dlq}.
 *
 * <h2>What is told: {@code direction: from_erp}</h2>
 *
 * <p>{@code cause} is always {@code pulled}. {@code version} is this service's own number for the
 * customer, from 1, without gaps, and has nothing to do with the sender's: compare it with the
 * {@code from_erp} versions alone. {@code fields} holds what the ERP won and nothing else, each a
 * text under the names above: {@code company_name} or {@code real_name} (the ERP knows one name; it
 * becomes the one that the customer has), {@code phone, wechat_id, email, address, region, source,
 * summary, notes, bucket, value}, as far as the tenant's connector maps them, and {@code
 * customer_number} (the ERP's 客户编号: once it is there the customer is linked, and lookups answer). A
 * customer that only the ERP knew is told with the new {@code customer_id} {@code erp-ID}.
 *
 * <p>As soon as your side speaks of such a customer under an id of its own, with the same {@code
 * wechat_id} or {@code phone}, or with {@code told_as: erp-ID}, the link with the ERP goes over to
 * your id, all that the ERP knows is told again under it, and nothing more comes under {@code
 * erp-ID}. Until then lookups know the customer as {@code erp-ID} only; so tell each customer that
 * you make of such an event, with {@code told_as} and a cause such as {@code linked}.
 *
 * <p>Events are told at least once and in the order of {@code version} for each customer; a
 * redelivery has the same {@code event_id} and {@code version}. Do not send what was taken over
 * here back as {@code to_erp}: it does no harm, but queues a sync for nothing.
 */
package io.kefu.erp.outbox;
