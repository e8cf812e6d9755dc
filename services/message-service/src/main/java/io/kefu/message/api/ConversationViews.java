package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Reads one conversation as it is shown. */
@ApplicationScoped
class ConversationViews {

  private static final String READ =
      """
      SELECT v.*, c.chat_name, c.chat_type, k.display_name
      FROM conversations v
      JOIN chats c ON c.tenant_id = v.tenant_id AND c.agent_id = v.agent_id AND c.chat_id = v.chat_id
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      WHERE v.tenant_id = $1 AND v.conversation_id = $2
      """;

  private final TenantScope tenants;

  ConversationViews(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** The conversation; 404 for an unknown one. */
  Uni<ConversationView> of(String tenantId, UUID conversationId) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection.preparedQuery(READ).execute(Tuple.of(tenantId, conversationId)))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new ProblemException(
                    404, "conversation_unknown", "There is no such conversation.");
              }
              return view(rows.iterator().next());
            });
  }

  private static ConversationView view(Row row) {
    return new ConversationView(
        row.getUUID("conversation_id"),
        row.getString("agent_id"),
        row.getString("chat_id"),
        row.getString("chat_name"),
        row.getString("chat_type"),
        row.getUUID("customer_id"),
        row.getString("display_name"),
        row.getString("status"),
        row.getString("last_speaker"),
        instant(row, "last_message_at"),
        instant(row, "sla_at"),
        instant(row, "follow_up_at"),
        instant(row, "snooze_at"),
        row.getString("handling"),
        row.getString("handover_reason"),
        row.getString("held_by"),
        row.getString("assigned_to"),
        instant(row, "return_at"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getLong("version"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
