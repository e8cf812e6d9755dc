package io.kefu.message.handover;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.conversation.StatusMachine;
import io.kefu.message.conversation.ThreadEvent;
import io.kefu.message.outcome.Ending;
import io.kefu.message.outcome.Episodes;
import io.kefu.message.persistence.ExpectedVersion;
import io.kefu.message.reply.Cancellations;
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

  private static final String VERSION =
      "SELECT version FROM conversations WHERE tenant_id = $1 AND conversation_id = $2";

  private final TenantScope tenants;
  private final ConversationStore conversations;
  private final SlaConfig sla;
  private final HandoverConfig config;
  private final Episodes episodes;
  private final Cancellations cancellations;
  private final Clock clock;

  /** Wires the desk. */
  public OperatorDesk(
      TenantScope tenants,
      ConversationStore conversations,
      SlaConfig sla,
      HandoverConfig config,
      Episodes episodes,
      Cancellations cancellations,
      Clock clock) {
    this.tenants = tenants;
    this.conversations = conversations;
    this.sla = sla;
    this.config = config;
    this.episodes = episodes;
    this.cancellations = cancellations;
    this.clock = clock;
  }

  /**
   * Does it, and gives the conversation as it is afterwards.
   *
   * @param version the version that was read
   * @param operator who does it
   * @throws ProblemException 404 for an unknown conversation, 409 when somebody else holds it, 412
   *     for another version than expected
   */
  public Uni<Conversation> act(
      String tenantId,
      UUID conversationId,
      OperatorAction action,
      ExpectedVersion version,
      String operator) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            conversations
                .lock(connection, tenantId, List.of(conversationId))
                .call(locked -> check(connection, tenantId, conversationId, version))
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

  private static Uni<Void> check(
      SqlConnection connection, String tenantId, UUID conversationId, ExpectedVersion version) {
    if (version.equals(ExpectedVersion.ANY)) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(VERSION)
        .execute(Tuple.of(tenantId, conversationId))
        .invoke(rows -> rows.forEach(row -> version.check(row.getLong("version"))))
        .replaceWithVoid();
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
      case OperatorAction.Claim claim ->
          cancellations.ofConversation(connection, tenantId, after.id());
      case OperatorAction.Resolve resolve ->
          episodes
              .close(
                  connection,
                  tenantId,
                  after.id(),
                  Episodes.ClosedBy.RESOLVE,
                  new Ending(
                      resolve.ending().outcome(),
                      null,
                      resolve.ending().reason(),
                      resolve.ending().satisfaction(),
                      resolve.ending().tags()),
                  operator)
              .replaceWithVoid();
      default -> Uni.createFrom().voidItem();
    };
  }
}
