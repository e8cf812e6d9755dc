package io.kefu.message.answer;

import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Searches a tenant's knowledge, and waits for rag-service while it restarts, so that a restart
 * does not send every question of that time to a person. Searching changes nothing, so it may be
 * asked again; a question is still decided once. Blocks: for virtual threads.
 */
@ApplicationScoped
class PatientSearch {

  /** What a service answers that is going down or coming up; anything else is an answer. */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private final Neighbours neighbours;
  private final Duration pause;
  private final Outage outage;

  PatientSearch(Neighbours neighbours, AnswerConfig config, Clock clock) {
    this.neighbours = neighbours;
    this.pause = config.deadlines().searchPause();
    this.outage = new Outage(config.deadlines().searchPatience(), clock);
  }

  /**
   * The result, and how long the search took that gave it.
   *
   * @throws CompletionException when there is none
   */
  Timed<SearchResult> search(String tenantId, SearchRequest request) {
    while (true) {
      try {
        Timed<SearchResult> found = Timed.of("rag-service", neighbours.search(tenantId, request));
        outage.over();
        return found;
      } catch (CompletionException e) {
        Duration left = isAway(e.getCause()) ? outage.left() : Duration.ZERO;
        if (left.isZero() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos((left.compareTo(pause) < 0 ? left : pause).toNanos());
      }
    }
  }

  private static boolean isAway(Throwable failure) {
    return !(failure instanceof WebApplicationException refused)
        || AWAY.contains(refused.getResponse().getStatus());
  }
}
