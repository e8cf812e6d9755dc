/**
 * Real Apache Kafka, PostgreSQL and Redis from Maven artifacts, for tests and the local run.
 *
 * <p>{@link io.kefu.local.backends.EmbeddedBackends} starts all three side by side; each can also
 * be started, killed and restarted alone. Nothing here knows Quarkus.
 */
package io.kefu.local.backends;
