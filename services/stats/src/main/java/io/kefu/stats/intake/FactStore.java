package io.kefu.stats.intake;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.fact.MessageFact;
import io.kefu.stats.fact.MessageKey;
import io.kefu.stats.fact.ReplyFact;
import io.kefu.stats.fact.ReplyKey;
import io.kefu.stats.fact.SessionFact;
import io.kefu.stats.fact.SessionKey;
import io.kefu.stats.intake.FactTable.Change;
import io.kefu.stats.presence.PresenceWatermark;
import io.kefu.stats.rollup.Ledger;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stores what a batch tells and moves the rollups along, in one transaction. Rows are locked in one
 * order by everyone: replies, messages, sessions, then rollups, each by key.
 */
@ApplicationScoped
public class FactStore {

  private final TenantScope tenants;
  private final StatsConfig config;

  /** Uses the service's own pool. */
  public FactStore(TenantScope tenants, StatsConfig config) {
    this.tenants = tenants;
    this.config = config;
  }

  /** Answers how many facts changed; 0 for a batch that told nothing new. */
  Uni<Integer> store(Batch batch) {
    if (batch.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return tenants.acrossTenants(
        connection ->
            FactTables.REPLIES
                .merge(connection, batch.replies())
                .flatMap(
                    replies ->
                        FactTables.MESSAGES
                            .merge(connection, batch.messages())
                            .flatMap(
                                messages ->
                                    FactTables.SESSIONS
                                        .merge(connection, batch.sessions())
                                        .flatMap(
                                            sessions ->
                                                RollupTable.add(
                                                        connection,
                                                        ledger(replies, messages).changes())
                                                    .chain(
                                                        () ->
                                                            PresenceWatermark.moveBack(
                                                                connection, touched(sessions)))
                                                    .replaceWith(
                                                        replies.size()
                                                            + messages.size()
                                                            + sessions.size())))));
  }

  private Ledger ledger(
      Map<ReplyKey, Change<ReplyFact>> replies, Map<MessageKey, Change<MessageFact>> messages) {
    Ledger ledger = new Ledger(config.zone());
    replies.forEach(
        (key, change) ->
            ledger.move(
                Optional.ofNullable(change.before()).flatMap(fact -> fact.contribution(key)),
                change.after().contribution(key)));
    messages.forEach(
        (key, change) ->
            ledger.move(
                Optional.ofNullable(change.before()).flatMap(fact -> fact.contribution(key)),
                change.after().contribution(key)));
    return ledger;
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
