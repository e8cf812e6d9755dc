/**
 * Traces: one trace a customer's message, from the socket through Kafka, the database and the
 * neighbours to the reply, and its ids in every log line.
 *
 * <p>The context travels as a W3C {@code traceparent}: in HTTP headers (Quarkus does that), in the
 * headers of Kafka's records, and through inbox and outboxes in a column {@code trace}, which
 * {@link io.kefu.chassis.tenancy.TenantScope} fills by the setting {@code kefu.trace} of each
 * transaction.
 */
package io.kefu.chassis.tracing;
