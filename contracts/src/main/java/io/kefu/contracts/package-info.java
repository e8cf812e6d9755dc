/**
 * What Kefu's modules say to each other: Kafka events, WebSocket frames and the bodies of internal
 * HTTP calls.
 *
 * <p>Every record here has a JSON Schema of the same meaning under {@code /schemas}; a test keeps
 * the two together. On the wire, names are {@code snake_case}, absent optional values are left out,
 * times are ISO-8601 in UTC, and a reader ignores what it does not know: changes are additive only.
 * The package depends on nothing but Jackson's annotations.
 */
package io.kefu.contracts;
