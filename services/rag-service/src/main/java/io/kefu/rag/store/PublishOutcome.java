package io.kefu.rag.store;

/** How storing a version ended. */
public sealed interface PublishOutcome {

  /** It is the current version, or was so already. */
  record Published(Publication publication) implements PublishOutcome {}

  /** Another version than the expected one is current; nothing was changed. */
  record OtherVersion(long current) implements PublishOutcome {}

  /** The id belongs to something of another kind; nothing was changed. */
  record OtherKind(DocumentKind kind) implements PublishOutcome {}

  /** The job on whose behalf it was to be stored is over; nothing was changed. */
  record JobOver() implements PublishOutcome {}
}
