package io.kefu.message.rules;

import io.kefu.chassis.tenancy.TenantScope;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** Reads what facts and quiet hours need to know of a conversation's past. */
@ApplicationScoped
public class ConversationRecord {

  private static final String TOLD =
      "SELECT 1 FROM quiet_notices WHERE tenant_id = $1 AND conversation_id = $2 AND night = $3";

  /** Uses decisions_handovers. */
  private static final String HANDOVERS =
      """
      SELECT count(*) FROM decisions
      WHERE tenant_id = $1 AND conversation_id = $2 AND action = 'transfer_human'
      """;

  /** Uses decisions_handovers. Who merely waits is not handed over again. */
  private static final String LATELY =
      """
      SELECT count(*) FROM decisions
      WHERE tenant_id = $1 AND conversation_id = $2 AND action = 'transfer_human'
        AND decided_at >= $3 AND reason IS DISTINCT FROM 'waiting_for_operator'
      """;

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public ConversationRecord(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** Whether a conversation was told in a night that nobody is there. Blocks. */
  public boolean told(String tenantId, UUID conversationId, LocalDate night) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(TOLD)
                    .execute(Tuple.of(tenantId, conversationId, night))
                    .map(rows -> rows.size() > 0))
        .subscribeAsCompletionStage()
        .join();
  }

  /** Handovers decided in a conversation since a time. Blocks. */
  public long handoversSince(String tenantId, UUID conversationId, Instant since) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(LATELY)
                    .execute(Tuple.of(tenantId, conversationId, since.atOffset(ZoneOffset.UTC)))
                    .map(rows -> rows.iterator().next().getLong(0)))
        .subscribeAsCompletionStage()
        .join();
  }

  /** Handovers decided in a conversation so far. Blocks. */
  public long handovers(String tenantId, UUID conversationId) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(HANDOVERS)
                    .execute(Tuple.of(tenantId, conversationId))
                    .map(rows -> rows.iterator().next().getLong(0)))
        .subscribeAsCompletionStage()
        .join();
  }
}
