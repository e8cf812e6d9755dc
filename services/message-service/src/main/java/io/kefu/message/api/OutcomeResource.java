package io.kefu.message.api;

import com.fasterxml.jackson.core.type.TypeReference;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.ReplyPartView;
import io.kefu.contracts.conversation.ShadowDecision;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of a message. */
@Path("/internal/v1/agents/{agent}/messages/{message}/outcome")
@RolesAllowed(ServiceTokens.ROLE)
public class OutcomeResource {

  /** A merged or repeated message has the outcome of the message that stands for it. */
  private static final String OUTCOME =
      """
      SELECT b.message_id, b.chat_id, d.action, d.branch, d.content, d.confidence, d.reason,
        d.evidence::text AS evidence, d.provider, d.model, d.receive_ms, d.retrieve_ms,
        d.generate_ms, d.send_ms, d.shadow::text AS shadow,
        (extract(epoch FROM d.decided_at - d.received_at) * 1000)::bigint AS decide_ms
      FROM inbox b
      LEFT JOIN inbox o ON o.tenant_id = b.tenant_id AND o.agent_id = b.agent_id
        AND o.message_id = b.decided_by
      LEFT JOIN decisions d ON d.tenant_id = o.tenant_id AND d.agent_id = o.agent_id
        AND d.message_id = o.decided_by
      WHERE b.tenant_id = $1 AND b.agent_id = $2 AND b.message_id = $3
      """;

  /** Uses replies_message. */
  private static final String REPLIES =
      """
      SELECT r.reply_id, r.part, r.content, r.status, r.error
      FROM inbox b
      JOIN inbox o ON o.tenant_id = b.tenant_id AND o.agent_id = b.agent_id
        AND o.message_id = b.decided_by
      JOIN replies r ON r.tenant_id = o.tenant_id AND r.agent_id = o.agent_id
        AND r.message_id = o.decided_by
      WHERE b.tenant_id = $1 AND b.agent_id = $2 AND b.message_id = $3
      ORDER BY r.part, r.reply_id
      """;

  private static final TypeReference<ShadowDecision> SHADOW = new TypeReference<>() {};

  private final TenantScope tenants;
  private final Caller caller;
  private final JsonRows json;

  /** Wires the resource. */
  public OutcomeResource(TenantScope tenants, Caller caller, JsonRows json) {
    this.tenants = tenants;
    this.caller = caller;
    this.json = json;
  }

  /** The outcome so far; 404 for a message that has not arrived here. */
  @GET
  public Uni<MessageOutcome> outcome(String agent, String message) {
    String tenantId = caller.tenantId();
    Tuple key = Tuple.of(tenantId, agent, message);
    return tenants.inTransaction(
        tenantId,
        connection ->
            Uni.combine()
                .all()
                .unis(
                    connection.preparedQuery(OUTCOME).execute(key),
                    connection.preparedQuery(REPLIES).execute(key))
                .with((outcome, replies) -> outcome(agent, outcome, replies)));
  }

  private MessageOutcome outcome(String agent, RowSet<Row> outcome, RowSet<Row> parts) {
    if (outcome.size() == 0) {
      throw new ProblemException(
          404,
          "message_unknown",
          "No such message has arrived; if it was sent just now, ask again in a moment.");
    }
    Row row = outcome.iterator().next();
    String action = row.getString("action");
    if (action == null) {
      return new MessageOutcome(
          row.getString("message_id"),
          agent,
          row.getString("chat_id"),
          false,
          null,
          null,
          null,
          null,
          null,
          List.of(),
          List.of(),
          null,
          null,
          null);
    }
    List<ReplyPartView> replies = new ArrayList<>(parts.size());
    for (Row part : parts) {
      replies.add(
          new ReplyPartView(
              part.getUUID("reply_id").toString(),
              part.getInteger("part"),
              part.getString("content"),
              DeliveryStatus.valueOf(part.getString("status")),
              part.getString("error")));
    }
    Long sendMs = row.getLong("send_ms");
    long decideMs = Math.max(0, row.getLong("decide_ms"));
    return new MessageOutcome(
        row.getString("message_id"),
        agent,
        row.getString("chat_id"),
        true,
        ReplyAction.valueOf(action.toUpperCase(Locale.ROOT)),
        row.getString("content"),
        row.getDouble("confidence"),
        Branch.valueOf(row.getString("branch").toUpperCase(Locale.ROOT)),
        row.getString("reason"),
        json.list(row.getString("evidence"), EvidenceView.class),
        replies,
        row.getString("provider"),
        row.getString("model"),
        new StageLatency(
            row.getLong("receive_ms"),
            row.getLong("retrieve_ms"),
            row.getLong("generate_ms"),
            sendMs,
            sendMs == null ? decideMs : decideMs + sendMs),
        row.getString("shadow") == null ? null : json.value(row.getString("shadow"), SHADOW));
  }
}
