package io.kefu.rag.store;

/** How taking something away ended. */
public sealed interface DeleteOutcome {

  /** It is gone. */
  record Gone() implements DeleteOutcome {}

  /** There was nothing of that kind. */
  record Absent() implements DeleteOutcome {}

  /** Another version than the expected one is current; nothing was changed. */
  record OtherVersion(long current) implements DeleteOutcome {}
}
