package io.kefu.rag.store;

import java.util.Optional;
import java.util.UUID;

/**
 * What must hold, within the same transaction, for a version to be stored.
 *
 * @param version the current version; 0 for "there is none"
 * @param job the job that must still be running here, and is done by this
 */
public record Precondition(Optional<Long> version, Optional<JobHold> job) {

  /** Nothing. */
  public static final Precondition NONE = new Precondition(Optional.empty(), Optional.empty());

  /**
   * A job that a worker holds.
   *
   * @param jobId job
   * @param owner the worker's mark
   */
  public record JobHold(UUID jobId, UUID owner) {}

  /** The version that the caller has read must be the current one. */
  public static Precondition version(Optional<Long> version) {
    return new Precondition(version, Optional.empty());
  }

  /** The job must not have been cancelled, nor taken over by another worker. */
  public static Precondition job(UUID jobId, UUID owner) {
    return new Precondition(Optional.empty(), Optional.of(new JobHold(jobId, owner)));
  }
}
