package io.kefu.stats.intake;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.fact.MessageFact;
import io.kefu.stats.fact.MessageKey;
import io.kefu.stats.fact.SessionFact;
import io.kefu.stats.fact.SessionKey;
import io.kefu.stats.intake.FactTable.Change;
import io.kefu.stats.presence.PresenceWatermark;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Ledger;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Stores what a batch tells and moves the rollups along, in one transaction. Rows are locked in one
 * order by everyone: replies, messages, episodes, breaches, the pool, conversations, sessions,
 * rollups, then questions, each by key.
 */
@ApplicationScoped
public class FactStore {

  /** Longer than clocks disagree. */
  private static final Duration MARGIN = Duration.ofDays(1);

  private final TenantScope tenants;
  private final StatsConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public FactStore(TenantScope tenants, StatsConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
  }

  /** Answers how many facts changed; 0 for a batch that told nothing new. */
  Uni<Integer> store(Batch batch) {
    if (batch.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return tenants.acrossTenants(connection -> new Work(connection, batch).done());
  }

  /** One transaction: the facts, and what follows from those that changed. */
  private final class Work {

    private final SqlConnection connection;
    private final Batch batch;
    private final Ledger ledger;
    private final Questions questions = new Questions(config.zone());
    private Map<String, Instant> presence = Map.of();
    private int changed;

    Work(SqlConnection connection, Batch batch) {
      this.connection = connection;
      this.batch = batch;
      this.ledger =
          new Ledger(config.zone(), clock.instant().minus(config.retention().facts().plus(MARGIN)));
    }

    Uni<Integer> done() {
      return merge(FactTables.REPLIES, batch.replies(), (key, fact) -> fact.contribution(key))
          .chain(
              () ->
                  merge(
                      FactTables.MESSAGES, batch.messages(), (key, fact) -> fact.contribution(key)))
          .invoke(messages -> messages.forEach(this::ask))
          .chain(
              () ->
                  merge(
                      CustomerTables.EPISODES,
                      batch.episodes(),
                      (key, fact) -> fact.contribution(key)))
          .chain(
              () ->
                  merge(
                      CustomerTables.BREACHES,
                      batch.breaches(),
                      (key, fact) -> fact.contribution(key)))
          .chain(
              () -> merge(CustomerTables.POOL, batch.pool(), (key, fact) -> fact.contribution(key)))
          .chain(
              () ->
                  merge(
                      CustomerTables.CONVERSATIONS,
                      batch.conversations(),
                      (key, fact) -> Optional.empty()))
          .chain(
              () -> merge(FactTables.SESSIONS, batch.sessions(), (key, fact) -> Optional.empty()))
          .invoke(sessions -> presence = touched(sessions))
          .chain(() -> RollupTable.add(connection, ledger.changes()))
          .chain(() -> questions.store(connection))
          .chain(() -> PresenceWatermark.moveBack(connection, presence))
          .replaceWith(() -> changed);
    }

    private <K extends Comparable<K>, F> Uni<Map<K, Change<F>>> merge(
        FactTable<K, F> table,
        SortedMap<K, F> partial,
        BiFunction<K, F, Optional<Contribution>> contribution) {
      return table
          .merge(connection, partial)
          .invoke(
              changes -> {
                changed += changes.size();
                changes.forEach(
                    (key, change) ->
                        ledger.move(
                            Optional.ofNullable(change.before())
                                .flatMap(fact -> contribution.apply(key, fact)),
                            contribution.apply(key, change.after())));
              });
    }

    private void ask(MessageKey key, Change<MessageFact> change) {
      questions.move(key.tenantId(), change.before(), change.after());
    }
  }

  /** Per tenant, from when on the number of agents online may be another one now. */
  private static Map<String, Instant> touched(Map<SessionKey, Change<SessionFact>> sessions) {
    Map<String, Instant> from = new TreeMap<>();
    sessions.forEach(
        (key, change) ->
            from.merge(key.tenantId(), firstDifference(change), (a, b) -> a.isBefore(b) ? a : b));
    return from;
  }

  private static Instant firstDifference(Change<SessionFact> change) {
    SessionFact before = change.before();
    SessionFact after = change.after();
    if (before == null || !before.startedAt().equals(after.startedAt())) {
      return after.startedAt();
    }
    return before.until().isBefore(after.until()) ? before.until() : after.until();
  }
}
