package io.kefu.message.flow;

import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.GroupCommit;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives chats back, and with the same transaction remembers what was published meanwhile. Comes
 * after the reply is on its way, so no customer waits for it.
 */
@ApplicationScoped
public class Releases {

  private static final int MAX_BATCH = 256;

  /**
   * A chat that is given back.
   *
   * @param claim the claim
   * @param published parts that Kafka has taken
   * @param more whether it is due again at once
   * @param outboxIn when the next of its waiting parts is to go out; null when none waits
   */
  public record Release(
      ClaimedChat claim, List<Outbox.Published> published, boolean more, Duration outboxIn) {}

  private record ChatRow(String agentId, String chatId, UUID token, boolean more, Long outboxMs) {}

  /** Locks in the order of the chats, as everybody who locks several does. */
  private static final String RELEASE =
      """
      WITH held AS (
        SELECT c.agent_id, c.chat_id, i.more, i.outbox_ms
        FROM jsonb_to_recordset($2::text::jsonb) AS i(
          agent_id text, chat_id text, token uuid, more boolean, outbox_ms bigint)
        JOIN chats c ON c.tenant_id = $1 AND c.agent_id = i.agent_id AND c.chat_id = i.chat_id
          AND c.lease_token = i.token AND NOT (i IS DISTINCT FROM i)
        ORDER BY c.agent_id, c.chat_id
        FOR NO KEY UPDATE OF c)
      UPDATE chats c SET lease_token = NULL, lease_until = NULL, failures = 0,
        unsettled_since = NULL,
        outbox_due_at = LEAST(c.outbox_due_at, now() + h.outbox_ms * interval '1 millisecond'),
        due_at = CASE WHEN h.more THEN LEAST(c.due_at, now()) ELSE c.due_at END
      FROM held h
      WHERE c.tenant_id = $1 AND c.agent_id = h.agent_id AND c.chat_id = h.chat_id
      """;

  private final TenantScope tenants;
  private final JsonRows json;
  private final Map<String, GroupCommit<Release, Boolean>> byTenant = new ConcurrentHashMap<>();

  /** Uses the service's pool. */
  public Releases(TenantScope tenants, JsonRows json) {
    this.tenants = tenants;
    this.json = json;
  }

  /** Completes when the chat is free. */
  public CompletableFuture<Boolean> release(Release release) {
    return byTenant
        .computeIfAbsent(
            release.claim().chat().tenantId(),
            tenant ->
                new GroupCommit<>(
                    MAX_BATCH,
                    1,
                    DatabaseFault::isData,
                    batch ->
                        flush(tenant, batch)
                            .onFailure(DatabaseFault::isConflict)
                            .retry()
                            .atMost(3)))
        .submit(release);
  }

  private Uni<List<Boolean>> flush(String tenantId, List<Release> batch) {
    List<ChatRow> chats =
        batch.stream()
            .map(
                release ->
                    new ChatRow(
                        release.claim().chat().agentId(),
                        release.claim().chat().chatId(),
                        release.claim().token(),
                        release.more(),
                        release.outboxIn() == null ? null : release.outboxIn().toMillis()))
            .sorted(java.util.Comparator.comparing(ChatRow::agentId).thenComparing(ChatRow::chatId))
            .toList();
    List<Outbox.Published> parts =
        batch.stream().flatMap(release -> release.published().stream()).toList();
    List<Boolean> done = batch.stream().map(release -> true).toList();
    return tenants.inTransaction(
        tenantId,
        connection -> {
          Uni<Void> released =
              connection
                  .preparedQuery(RELEASE)
                  .execute(Tuple.of(tenantId, json.of(chats)))
                  .replaceWithVoid();
          return parts.isEmpty()
              ? released.replaceWith(done)
              : Uni.combine()
                  .all()
                  .unis(released, Outbox.published(connection, tenantId, json.of(parts)))
                  .with((chatsFree, remembered) -> done);
        });
  }
}
