/**
 * Answers in a chat: what the ERP knows about an order, a delivery, an invoice or stock.
 *
 * <p>A customer hears about their own documents only: the ERP is asked for those of the ERP
 * customer that erp-sync has linked, and that link must not rest on a phone number that the
 * customer merely told us. What belongs to somebody else is answered as what does not exist.
 */
package io.kefu.erp.lookup;
