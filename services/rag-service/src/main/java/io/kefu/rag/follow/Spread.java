package io.kefu.rag.follow;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * What follows a change that is stored: this replica's index takes it over before the caller hears
 * of it, and the others are told. Blocks the calling thread.
 */
@ApplicationScoped
public class Spread {

  private static final Logger LOG = Logger.getLogger(Spread.class);

  private final IndexFollower follower;
  private final KnowledgeEvents events;

  /** Uses this replica's index and the outbox. */
  public Spread(IndexFollower follower, KnowledgeEvents events) {
    this.follower = follower;
    this.events = events;
  }

  /**
   * Spreads a tenant's changes. The change itself is safe already: when the index cannot follow
   * now, the sweep brings it up, and the caller is not told that its change failed.
   */
  public void changed(String tenantId) {
    try {
      follower.catchUp(tenantId);
    } catch (RuntimeException e) {
      LOG.warnf("the index follows later, by the sweep: %s", e.toString());
    }
    events.publishPending();
  }
}
