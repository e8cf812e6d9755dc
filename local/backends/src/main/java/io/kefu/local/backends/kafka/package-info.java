/** One Kafka node in KRaft mode, in this JVM or in one of its own. */
package io.kefu.local.backends.kafka;
