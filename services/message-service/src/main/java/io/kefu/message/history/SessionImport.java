package io.kefu.message.history;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes over how sessions of another system ended: as outcomes that nothing is learned from. The
 * same again changes nothing, because an outcome's id follows from the session's key.
 */
@ApplicationScoped
public class SessionImport {

  private static final String SESSION =
      """
      INSERT INTO outcomes (tenant_id, outcome_id, conversation_id, outcome, resolved_by, reason,
        satisfaction, tags, actor, first_response_ms, resolution_ms, message_count, ai_reply_count,
        human_reply_count, handover_count, opened_at, closed_by, resolved_at, learned_at)
      SELECT $1, $2, v.conversation_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        'expiry', $16, now()
      FROM customer_identities k JOIN conversations v USING (tenant_id, customer_id)
      WHERE k.tenant_id = $1 AND k.kind = $17 AND k.scope = $18 AND k.value = $19
        AND v.agent_id = $20 AND v.chat_id = $21
      ON CONFLICT (tenant_id, outcome_id) DO UPDATE SET outcome_id = EXCLUDED.outcome_id
      RETURNING xmax::text = '0' AS fresh
      """;

  private final TenantScope tenants;
  private final Identity ids;

  /** Wires the import. */
  public SessionImport(TenantScope tenants, Identity ids) {
    this.tenants = tenants;
    this.ids = ids;
  }

  /** Takes over how sessions ended; their messages come first. */
  public Uni<List<HistoryImport.Result>> store(
      String tenantId, String agentId, String source, List<ImportedSession> sessions) {
    HistoryRows rows = new HistoryRows(ids, tenantId, agentId, source);
    return tenants.inTransaction(
        tenantId,
        connection -> {
          List<HistoryImport.Result> results = new ArrayList<>();
          Uni<Void> done = Uni.createFrom().voidItem();
          for (ImportedSession session : sessions) {
            done =
                done.chain(() -> session(connection, tenantId, agentId, source, rows, session))
                    .invoke(results::add)
                    .replaceWithVoid();
          }
          return done.replaceWith(results);
        });
  }

  private static Uni<HistoryImport.Result> session(
      SqlConnection connection,
      String tenantId,
      String agentId,
      String source,
      HistoryRows rows,
      ImportedSession session) {
    Optional<String> fault = session.fault();
    if (fault.isPresent()) {
      return Uni.createFrom()
          .item(new HistoryImport.Result(session.key(), HistoryImport.Status.REFUSED, fault.get()));
    }
    var who = session.identity(agentId);
    Instant opened = session.startedAt() == null ? session.endedAt() : session.startedAt();
    return connection
        .preparedQuery(SESSION)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                // By its beginning, which stays: a session may have gone on since the last import.
                .addUUID(rows.lasting(opened, "session", session.key()))
                .addString(session.ending())
                .addString(session.resolver())
                .addString(session.reason())
                .addInteger(session.satisfaction())
                .addArrayOfString(
                    session.tags() == null ? new String[0] : session.tags().toArray(String[]::new))
                .addString(source)
                .addLong(session.firstResponseMs())
                .addLong(Math.max(0, session.endedAt().toEpochMilli() - opened.toEpochMilli()))
                .addLong(session.messages())
                .addLong(session.aiReplies())
                .addLong(session.humanReplies())
                .addLong(session.handovers())
                .addOffsetDateTime(opened.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(session.endedAt().atOffset(ZoneOffset.UTC))
                .addString(who.kind().code())
                .addString(who.scope())
                .addString(who.value())
                .addString(agentId)
                .addString(session.chatId()))
        .map(
            told ->
                told.size() == 0
                    ? new HistoryImport.Result(
                        session.key(),
                        HistoryImport.Status.REFUSED,
                        "no message of it was taken over")
                    : new HistoryImport.Result(
                        session.key(),
                        Boolean.TRUE.equals(told.iterator().next().getBoolean("fresh"))
                            ? HistoryImport.Status.STORED
                            : HistoryImport.Status.KNOWN,
                        null));
  }
}
