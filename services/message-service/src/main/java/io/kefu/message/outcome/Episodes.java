package io.kefu.message.outcome;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Speaker;
import io.kefu.message.event.CustomerEvents;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Closes episodes: counts what was said since the last closing, evaluates it, and stores the
 * outcome. An episode begins with the first message after a closing and ends when an operator
 * resolves it, records its outcome, or when it expires. The conversation's row is locked meanwhile,
 * so that an episode is closed once.
 */
@ApplicationScoped
public class Episodes {

  /** What closed an episode. */
  public enum ClosedBy {
    /** An operator resolved the conversation. */
    RESOLVE,
    /** Time. */
    EXPIRY,
    /** An operator recorded the outcome alone. */
    OPERATOR
  }

  private static final String LOCK =
      """
      SELECT last_speaker, last_message_at, clarification IS NOT NULL AS open_question
      FROM conversations WHERE tenant_id = $1 AND conversation_id = $2 FOR NO KEY UPDATE
      """;

  /** Uses messages_conversation, replies_conversation, decisions_conversation. */
  private static final String FACTS =
      """
      WITH since AS (
        SELECT COALESCE((SELECT max(resolved_at) FROM outcomes
          WHERE tenant_id = $1 AND conversation_id = $2), '-infinity'::timestamptz) AS t),
      said AS (
        SELECT count(*) AS n, min(received_at) AS first FROM messages, since
        WHERE tenant_id = $1 AND conversation_id = $2 AND NOT own AND received_at > since.t),
      sent AS (
        SELECT min(ended_at) FILTER (WHERE action = 'reply') AS first,
          count(*) FILTER (WHERE origin = 'bot' AND action = 'reply') AS bot,
          count(*) FILTER (WHERE origin = 'operator') AS human
        FROM replies, since
        WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'SENT' AND created_at > since.t),
      given AS (
        SELECT count(*) AS n FROM decisions, since
        WHERE tenant_id = $1 AND conversation_id = $2 AND action = 'transfer_human'
          AND decided_at > since.t)
      SELECT said.n AS messages, said.first AS opened_at, sent.bot, sent.human,
        given.n AS handovers,
        GREATEST(0, extract(epoch FROM sent.first - said.first) * 1000)::bigint AS first_response_ms,
        GREATEST(0, extract(epoch FROM now() - said.first) * 1000)::bigint AS resolution_ms
      FROM said, sent, given
      """;

  private static final String STORE =
      """
      INSERT INTO outcomes (tenant_id, outcome_id, conversation_id, outcome, resolved_by, reason,
        satisfaction, tags, actor, first_response_ms, resolution_ms, message_count, ai_reply_count,
        human_reply_count, handover_count, opened_at, closed_by, resolved_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, now())
      RETURNING *
      """;

  private static final String CLOSED =
      """
      UPDATE conversations SET episode_closed_at = now()
      WHERE tenant_id = $1 AND conversation_id = $2
      """;

  private static final String EDIT =
      """
      UPDATE outcomes SET outcome = COALESCE($3, outcome), resolved_by = COALESCE($4, resolved_by),
        reason = COALESCE($5, reason), satisfaction = COALESCE($6, satisfaction),
        tags = COALESCE($7, tags), edited_by = $8, edited_at = now()
      WHERE tenant_id = $1 AND outcome_id = (
        SELECT outcome_id FROM outcomes WHERE tenant_id = $1 AND conversation_id = $2
        ORDER BY resolved_at DESC, outcome_id DESC LIMIT 1)
      RETURNING *
      """;

  /** Uses outcomes_conversation. */
  private static final String LAST =
      """
      SELECT * FROM outcomes WHERE tenant_id = $1 AND conversation_id = $2
      ORDER BY resolved_at DESC, outcome_id DESC LIMIT $3
      """;

  private static final int MOST = 200;

  private final TenantScope tenants;
  private final CustomerEvents events;
  private final Identity ids;

  /** Uses the service's pool. */
  public Episodes(TenantScope tenants, CustomerEvents events, Identity ids) {
    this.tenants = tenants;
    this.events = events;
    this.ids = ids;
  }

  /**
   * Closes the open episode in the caller's transaction, which holds or takes the conversation's
   * row.
   *
   * @param ending what a person says; the rest is evaluated
   * @param actor the person; null for time
   */
  public Uni<OutcomeView> close(
      SqlConnection connection,
      String tenantId,
      UUID conversationId,
      ClosedBy by,
      Ending ending,
      String actor) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(tenantId, conversationId))
        .map(Episodes::known)
        .chain(
            thread ->
                connection
                    .preparedQuery(FACTS)
                    .execute(Tuple.of(tenantId, conversationId))
                    .chain(
                        facts ->
                            store(
                                connection,
                                tenantId,
                                conversationId,
                                by,
                                ending,
                                actor,
                                thread,
                                facts.iterator().next())));
  }

  private Uni<OutcomeView> store(
      SqlConnection connection,
      String tenantId,
      UUID conversationId,
      ClosedBy by,
      Ending ending,
      String actor,
      Row thread,
      Row facts) {
    String speaker = thread.getString("last_speaker");
    Episode episode =
        new Episode(
            facts.getLong("messages"),
            facts.getLong("bot"),
            facts.getLong("human"),
            facts.getLong("handovers"),
            speaker == null ? null : Speaker.valueOf(speaker.toUpperCase(Locale.ROOT)),
            thread.getBoolean("open_question"));
    // Who resolves a conversation means that it is solved, unless she says otherwise.
    String outcome =
        ending.outcome() != null
            ? ending.outcome()
            : by == ClosedBy.RESOLVE ? "solved" : code(episode.outcome());
    List<String> tags = ending.tags() == null ? List.of() : ending.tags();
    return connection
        .preparedQuery(STORE)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addUUID(ids.next())
                .addUUID(conversationId)
                .addString(outcome)
                .addString(
                    ending.resolvedBy() == null ? code(episode.resolvedBy()) : ending.resolvedBy())
                .addString(ending.reason())
                .addInteger(ending.satisfaction())
                .addArrayOfString(tags.toArray(String[]::new))
                .addString(actor)
                .addLong(facts.getLong("first_response_ms"))
                .addLong(facts.getLong("resolution_ms"))
                .addLong(episode.messages())
                .addLong(episode.aiReplies())
                .addLong(episode.humanReplies())
                .addLong(episode.handovers())
                .addOffsetDateTime(facts.getOffsetDateTime("opened_at"))
                .addString(code(by)))
        .call(() -> connection.preparedQuery(CLOSED).execute(Tuple.of(tenantId, conversationId)))
        .map(rows -> OutcomeView.of(rows.iterator().next()))
        .call(closed -> events.episodeClosed(connection, tenantId, closed.outcomeId()));
  }

  /**
   * Records what a person says: about the open episode, which it closes, else about the last one.
   *
   * @param version tag of the last outcome as it was read
   * @throws ProblemException 404 for an unknown conversation, or one without any episode; 412 when
   *     another outcome was recorded meanwhile
   */
  public Uni<OutcomeView> recordEnding(
      String tenantId, UUID conversationId, Ending ending, ExpectedVersion version, String actor) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(tenantId, conversationId))
                .map(Episodes::known)
                .chain(
                    thread ->
                        connection
                            .preparedQuery(LAST)
                            .execute(Tuple.of(tenantId, conversationId, 1)))
                .invoke(
                    last ->
                        version.check(
                            last.size() == 0 ? "" : OutcomeView.of(last.iterator().next()).tag()))
                .chain(
                    () ->
                        connection.preparedQuery(FACTS).execute(Tuple.of(tenantId, conversationId)))
                .chain(
                    facts ->
                        facts.iterator().next().getLong("messages") > 0
                            ? close(
                                connection,
                                tenantId,
                                conversationId,
                                ClosedBy.OPERATOR,
                                ending,
                                actor)
                            : edit(connection, tenantId, conversationId, ending, actor)));
  }

  private Uni<OutcomeView> edit(
      SqlConnection connection, String tenantId, UUID conversationId, Ending ending, String actor) {
    return connection
        .preparedQuery(EDIT)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addUUID(conversationId)
                .addString(ending.outcome())
                .addString(ending.resolvedBy())
                .addString(ending.reason())
                .addInteger(ending.satisfaction())
                .addArrayOfString(
                    ending.tags() == null ? null : ending.tags().toArray(String[]::new))
                .addString(actor))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new ProblemException(
                    404, "no_episode", "Nothing was said in this conversation yet.");
              }
              return OutcomeView.of(rows.iterator().next());
            })
        .call(edited -> events.episodeClosed(connection, tenantId, edited.outcomeId()));
  }

  /** The outcomes of a conversation, the last first. */
  public Uni<List<OutcomeView>> of(String tenantId, UUID conversationId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LAST)
                .execute(Tuple.of(tenantId, conversationId, MOST))
                .map(
                    rows -> {
                      List<OutcomeView> views = new ArrayList<>(rows.size());
                      rows.forEach(row -> views.add(OutcomeView.of(row)));
                      return views;
                    }));
  }

  private static Row known(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw new ProblemException(404, "conversation_unknown", "There is no such conversation.");
    }
    return rows.iterator().next();
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
