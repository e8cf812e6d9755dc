package io.kefu.message.learning;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes candidates from solved episodes into the review queue: each episode once, in the
 * transaction that marks it. A pair that is known only counts; never one of a blacklisted contact,
 * nor talk of a group that was not addressed to us (the bot does not hand such talk over).
 */
@ApplicationScoped
public class Harvest {

  private static final Logger LOG = Logger.getLogger(Harvest.class);
  private static final int BATCH = 50;
  private static final int LINES = 500;

  private record CandidateRow(UUID candidateId, String digest, String question, String answer) {}

  /** Uses outcomes_unlearned. */
  private static final String EPISODES =
      """
      SELECT o.tenant_id, o.outcome_id, o.conversation_id, o.opened_at, o.resolved_at, v.agent_id,
        k.bucket
      FROM outcomes o
      JOIN conversations v ON v.tenant_id = o.tenant_id AND v.conversation_id = o.conversation_id
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      WHERE o.learned_at IS NULL AND o.outcome = 'solved'
      ORDER BY o.resolved_at LIMIT $1
      FOR NO KEY UPDATE OF o SKIP LOCKED
      """;

  /** The lines of one episode; a merged burst counts by the message that leads it. */
  private static final String SAID =
      """
      SELECT who, text FROM (
        (SELECT CASE WHEN d.action = 'transfer_human' THEN 'CUSTOMER_HANDED_OVER'
            ELSE 'CUSTOMER' END AS who, m.content AS text, m.stored_at AS at
          FROM messages m
          LEFT JOIN decisions d ON d.tenant_id = m.tenant_id AND d.agent_id = m.agent_id
            AND d.message_id = m.message_id
          WHERE m.tenant_id = $1 AND m.conversation_id = $2 AND NOT m.own
            AND m.content_type IN ('text', 'quote') AND m.received_at >= $3 AND m.received_at <= $4
          ORDER BY m.stored_at LIMIT $5)
        UNION ALL
        (SELECT CASE WHEN origin = 'operator' THEN 'OPERATOR' ELSE 'BOT' END, content, created_at
          FROM replies
          WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'SENT' AND action = 'reply'
            AND created_at >= $3 AND created_at <= $4
          ORDER BY created_at, part LIMIT $5)) AS said
      ORDER BY at
      """;

  private static final String QUEUE =
      """
      INSERT INTO learning_candidates AS c (tenant_id, candidate_id, digest, state, question, answer,
        conversation_id, agent_id, created_at)
      SELECT $1, i.candidate_id, i.digest, 'PENDING', i.question, i.answer, $3, $4, now()
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        candidate_id uuid, digest text, question text, answer text)
      ON CONFLICT (tenant_id, digest) DO UPDATE SET occurrences = c.occurrences + 1
      """;

  private static final String LEARNED =
      "UPDATE outcomes SET learned_at = now() WHERE tenant_id = $1 AND outcome_id = $2";

  private final TenantScope tenants;
  private final JsonRows json;
  private final LearningConfig config;
  private final Identity ids;

  /** Wires the sweep. */
  public Harvest(TenantScope tenants, JsonRows json, LearningConfig config, Identity ids) {
    this.tenants = tenants;
    this.json = json;
    this.config = config;
    this.ids = ids;
  }

  @Scheduled(
      every = "{kefu.message.learning.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    if (!config.enabled()) {
      return Uni.createFrom().voidItem();
    }
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(EPISODES)
                    .execute(Tuple.of(BATCH))
                    .chain(episodes -> learn(connection, episodes).replaceWith(episodes.size())))
        .chain(learned -> learned >= BATCH ? sweep() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("episodes are looked through later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> learn(SqlConnection connection, RowSet<Row> episodes) {
    Uni<Void> learned = Uni.createFrom().voidItem();
    for (Row episode : episodes) {
      learned = learned.chain(() -> learn(connection, episode));
    }
    return learned;
  }

  private Uni<Void> learn(SqlConnection connection, Row episode) {
    String tenantId = episode.getString("tenant_id");
    Uni<Void> queued =
        "BLACK".equals(episode.getString("bucket")) || episode.getValue("opened_at") == null
            ? Uni.createFrom().voidItem()
            : connection
                .preparedQuery(SAID)
                .execute(
                    Tuple.of(
                        tenantId,
                        episode.getUUID("conversation_id"),
                        episode.getOffsetDateTime("opened_at"),
                        episode.getOffsetDateTime("resolved_at"),
                        LINES))
                .chain(rows -> queue(connection, tenantId, episode, Pairs.of(said(rows))));
    return queued
        .chain(
            () ->
                connection
                    .preparedQuery(LEARNED)
                    .execute(Tuple.of(tenantId, episode.getUUID("outcome_id"))))
        .replaceWithVoid();
  }

  private Uni<Void> queue(
      SqlConnection connection, String tenantId, Row episode, List<Pairs.Pair> pairs) {
    if (pairs.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<CandidateRow> rows =
        pairs.stream()
            .map(
                pair -> new CandidateRow(ids.next(), pair.digest(), pair.question(), pair.answer()))
            .toList();
    return connection
        .preparedQuery(QUEUE)
        .execute(
            Tuple.of(
                tenantId,
                json.of(rows),
                episode.getUUID("conversation_id"),
                episode.getString("agent_id")))
        .replaceWithVoid();
  }

  private static List<Pairs.Said> said(RowSet<Row> rows) {
    List<Pairs.Said> said = new ArrayList<>(rows.size());
    rows.forEach(
        row ->
            said.add(
                new Pairs.Said(Pairs.Who.valueOf(row.getString("who")), row.getString("text"))));
    return said;
  }
}
