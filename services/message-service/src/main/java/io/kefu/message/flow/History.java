package io.kefu.message.flow;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import io.kefu.message.answer.AnswerConfig;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The recent lines of a chat, both sides, as the answering service is told them. */
@ApplicationScoped
public class History {

  /** Uses messages_chat and replies_chat. */
  private static final String LINES =
      """
      (SELECT 'them' AS speaker, content, stored_at AS at FROM messages
        WHERE tenant_id = $1 AND agent_id = $2 AND chat_id = $3 AND received_at >= $4
          AND stored_at < $5 AND NOT own AND content_type IN ('text', 'quote')
        ORDER BY seq DESC LIMIT $6)
      UNION ALL
      (SELECT 'me', content, created_at FROM replies
        WHERE tenant_id = $1 AND agent_id = $2 AND chat_id = $3 AND created_at >= $4
          AND created_at < $5 AND status IN ('PENDING', 'SENT', 'UNKNOWN')
        ORDER BY created_at DESC LIMIT $6)
      ORDER BY at DESC LIMIT $6
      """;

  private final TenantScope tenants;
  private final AnswerConfig config;

  /** Uses the service's pool. */
  public History(TenantScope tenants, AnswerConfig config) {
    this.tenants = tenants;
    this.config = config;
  }

  /** The lines before a time, oldest first. Blocks: for virtual threads. */
  public List<Turn> before(ChatKey chat, Instant time) {
    Tuple values =
        Tuple.tuple(
            List.of(
                chat.tenantId(),
                chat.agentId(),
                chat.chatId(),
                time.minus(config.historyWindow()).atOffset(ZoneOffset.UTC),
                time.atOffset(ZoneOffset.UTC),
                config.historyLines()));
    return tenants
        .inTransaction(
            chat.tenantId(),
            connection ->
                connection
                    .preparedQuery(LINES)
                    .execute(values)
                    .map(
                        rows -> {
                          List<Turn> turns = new ArrayList<>(rows.size());
                          for (Row row : rows) {
                            turns.addFirst(
                                new Turn(
                                    Speaker.valueOf(
                                        row.getString("speaker").toUpperCase(Locale.ROOT)),
                                    row.getString("content"),
                                    row.getOffsetDateTime("at").toInstant()));
                          }
                          return turns;
                        }))
        .subscribeAsCompletionStage()
        .join();
  }
}
