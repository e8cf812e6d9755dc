package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Turn;
import io.kefu.message.context.Recall;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** What the AI remembers of a conversation, for operators who wonder. */
@Path("/internal/v1/conversations/{id}/context")
@RolesAllowed(ServiceTokens.ROLE)
public class ContextResource {

  /**
   * A conversation's memory.
   *
   * @param phase ACTIVE, IDLE, DORMANT or EXPIRED
   * @param sessionStartedAt absent when the session is over
   * @param topicSince first line of the topic
   * @param topicChange why the topic before was left; absent without a change
   * @param things model numbers, alarm codes and the like that were named
   * @param label 售前, 售后 or 客户开发
   * @param lines lines of session and topic
   * @param summary of its earlier lines; absent without one
   * @param summaryUntil the last line it covers
   * @param told what the AI would be told now, oldest first
   */
  public record ContextView(
      UUID conversationId,
      String phase,
      Instant sessionStartedAt,
      Instant topicSince,
      String topicChange,
      List<String> things,
      String label,
      int lines,
      String summary,
      Instant summaryUntil,
      String summaryModel,
      List<Turn> told) {}

  private static final String EXISTS =
      "SELECT 1 FROM conversations WHERE tenant_id = $1 AND conversation_id = $2";

  private final Recall recall;
  private final TenantScope tenants;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public ContextResource(Recall recall, TenantScope tenants, Caller caller, Clock clock) {
    this.recall = recall;
    this.tenants = tenants;
    this.caller = caller;
    this.clock = clock;
  }

  /** The context as it is now. */
  @GET
  public Uni<ContextView> read(String id) {
    UUID conversationId = Filter.uuid("id", id);
    String tenantId = caller.tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection.preparedQuery(EXISTS).execute(Tuple.of(tenantId, conversationId)))
        .chain(
            rows -> {
              if (rows.size() == 0) {
                throw new ProblemException(
                    404, "conversation_unknown", "There is no such conversation.");
              }
              return recall.now(tenantId, conversationId, clock.instant());
            })
        .map(view -> view(conversationId, view));
  }

  private static ContextView view(UUID conversationId, Recall.View view) {
    return new ContextView(
        conversationId,
        view.session().phase().name(),
        view.session().startedAt(),
        view.session().topicSince(),
        view.session().change() == null ? null : view.session().change().code(),
        List.copyOf(new TreeSet<>(view.session().topic().things())),
        view.session().topic().label(),
        view.session().lines().size(),
        view.summary() == null ? null : view.summary().text(),
        view.summary() == null ? null : view.summary().untilAt(),
        view.summary() == null ? null : view.summary().model(),
        view.told());
  }
}
