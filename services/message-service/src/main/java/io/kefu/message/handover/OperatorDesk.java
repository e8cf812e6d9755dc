package io.kefu.message.handover;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.conversation.StatusMachine;
import io.kefu.message.conversation.ThreadEvent;
import io.kefu.message.reply.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Carries out what operators do with conversations. The conversation's row is locked meanwhile: of
 * two operators who claim it, one gets it.
 */
@ApplicationScoped
public class OperatorDesk {

  /** Counts from the conversation's last outcome on. */
  private static final String OUTCOME =
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
        WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'SENT' AND created_at > since.t)
      INSERT INTO outcomes (tenant_id, outcome_id, conversation_id, outcome, resolved_by, reason,
        satisfaction, tags, actor, first_response_ms, resolution_ms, message_count, ai_reply_count,
        human_reply_count, resolved_at)
      SELECT $1, $3, $2, $4,
        CASE WHEN sent.human > 0 THEN 'human' WHEN sent.bot > 0 THEN 'ai' ELSE 'self' END,
        $5, $6, $7, $8,
        GREATEST(0, extract(epoch FROM sent.first - said.first) * 1000)::bigint,
        GREATEST(0, extract(epoch FROM now() - said.first) * 1000)::bigint,
        said.n, sent.bot, sent.human, now()
      FROM said, sent
      """;

  private final TenantScope tenants;
  private final ConversationStore conversations;
  private final SlaConfig sla;
  private final HandoverConfig config;
  private final Identity ids;
  private final Clock clock;

  /** Wires the desk. */
  public OperatorDesk(
      TenantScope tenants,
      ConversationStore conversations,
      SlaConfig sla,
      HandoverConfig config,
      Identity ids,
      Clock clock) {
    this.tenants = tenants;
    this.conversations = conversations;
    this.sla = sla;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Does it, and gives the conversation as it is afterwards.
   *
   * @param operator who does it
   * @throws ProblemException 404 for an unknown conversation, 409 when somebody else holds it
   */
  public Uni<Conversation> act(
      String tenantId, UUID conversationId, OperatorAction action, String operator) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            conversations
                .lock(connection, tenantId, List.of(conversationId))
                .chain(
                    locked -> {
                      Conversation before = locked.get(conversationId);
                      if (before == null) {
                        throw new ProblemException(
                            404, "conversation_unknown", "There is no such conversation.");
                      }
                      Conversation after = after(before, action, operator);
                      return conversations
                          .save(
                              connection,
                              tenantId,
                              List.of(
                                  new ConversationStore.Change(
                                      before, after, action.cause(), operator)))
                          .chain(() -> follow(connection, tenantId, after, action, operator))
                          .replaceWith(after);
                    }));
  }

  private Conversation after(Conversation before, OperatorAction action, String operator) {
    Instant now = clock.instant();
    Handling handling = before.handling().at(now);
    return switch (action) {
      case OperatorAction.Snooze snooze ->
          moved(before, new ThreadEvent.Snoozed(now.plus(snooze.duration())), now);
      case OperatorAction.MarkWaiting waiting ->
          moved(before, new ThreadEvent.MarkedWaiting(), now);
      case OperatorAction.Resolve resolve ->
          moved(before, new ThreadEvent.Resolved(), now).with(Handling.BOT);
      case OperatorAction.Assign assign -> before.assigned(assign.operator());
      case OperatorAction.Claim claim -> {
        refuseOthers(handling, operator);
        yield before.with(handling.heldBy(operator, now, now.plus(config.heldFor())));
      }
      case OperatorAction.Release release -> {
        if (handling.mode() != Handling.Mode.HELD) {
          throw new ProblemException(
              409, "not_held", "Nobody holds the conversation; claim it before releasing it.");
        }
        refuseOthers(handling, operator);
        yield before.with(handling.released(now.plus(config.queuedFor())));
      }
      case OperatorAction.HandBack back -> {
        refuseOthers(handling, operator);
        yield before.with(Handling.BOT);
      }
    };
  }

  /** A conversation that somebody else holds is theirs: 409. */
  static void refuseOthers(Handling handling, String operator) {
    if (handling.mode() == Handling.Mode.HELD && !operator.equals(handling.heldBy())) {
      throw new ProblemException(
          409,
          "held_by_another",
          "Another operator holds the conversation; it can be claimed once it is released.");
    }
  }

  private Conversation moved(Conversation before, ThreadEvent event, Instant now) {
    return before.with(StatusMachine.after(before.state(), event, sla.limits(before.grade()), now));
  }

  private Uni<Void> follow(
      SqlConnection connection,
      String tenantId,
      Conversation after,
      OperatorAction action,
      String operator) {
    return switch (action) {
      case OperatorAction.Claim claim -> Outbox.cancelWaiting(connection, tenantId, after.id());
      case OperatorAction.Resolve resolve ->
          connection
              .preparedQuery(OUTCOME)
              .execute(
                  Tuple.tuple()
                      .addString(tenantId)
                      .addUUID(after.id())
                      .addUUID(ids.next())
                      .addString(resolve.ending().outcome())
                      .addString(resolve.ending().reason())
                      .addInteger(resolve.ending().satisfaction())
                      .addArrayOfString(resolve.ending().tags().toArray(String[]::new))
                      .addString(operator))
              .replaceWithVoid();
      default -> Uni.createFrom().voidItem();
    };
  }
}
