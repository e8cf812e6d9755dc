package io.kefu.contracts.event;

import java.time.Instant;
import java.util.UUID;

/** What every Kafka event carries (design.md §2). */
public sealed interface Event
    permits MessageIn,
        ReplyOut,
        AgentEvent,
        ErpSync,
        KnowledgeChanged,
        ConversationEvent,
        CustomerEvent {

  /** UUIDv7 of this event. */
  UUID eventId();

  /** Tenant the event belongs to. */
  String tenantId();

  /** When it happened, on the producer's clock. */
  Instant occurredAt();

  /** Version of the event's schema, from 1. */
  int schemaVersion();

  /** The schema version that this build writes. */
  int SCHEMA_VERSION = 1;

  /** Refuses an event that does not carry exactly what its kind promises. */
  static void requireExactly(Object kind, boolean satisfied) {
    if (!satisfied) {
      throw new IllegalArgumentException("an event of kind " + kind + " must carry exactly that");
    }
  }
}
