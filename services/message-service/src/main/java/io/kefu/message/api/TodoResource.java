package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;

/** What a person has to look at: replies that did not arrive, or perhaps did. */
@Path("/internal/v1/todos")
@RolesAllowed(ServiceTokens.ROLE)
public class TodoResource {

  /** One to-do. */
  public record TodoView(
      UUID todoId,
      String kind,
      UUID conversationId,
      UUID customerId,
      String agentId,
      String chatId,
      String subjectId,
      String detail,
      Instant createdAt) {}

  /** Uses todos_open. */
  private static final String OPEN =
      """
      SELECT * FROM todos
      WHERE tenant_id = $1 AND done_at IS NULL AND (created_at, todo_id::text) < ($2, $3)
      ORDER BY created_at DESC, todo_id::text DESC LIMIT $4
      """;

  private static final String DONE =
      """
      UPDATE todos SET done_at = COALESCE(done_at, now()), done_by = COALESCE(done_by, $3)
      WHERE tenant_id = $1 AND todo_id = $2
      RETURNING *
      """;

  private final TenantScope tenants;
  private final Caller caller;

  /** Wires the resource. */
  public TodoResource(TenantScope tenants, Caller caller) {
    this.tenants = tenants;
    this.caller = caller;
  }

  /** The open ones, the newest first. */
  @GET
  public Uni<Page<TodoView>> open(
      @RestQuery String cursor, @RestQuery @DefaultValue("50") int limit) {
    Page.Cursor after = Page.Cursor.parse(cursor);
    int rows = Page.limit(limit);
    String tenantId = caller.tenantId();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(OPEN)
                .execute(Tuple.of(tenantId, after.time(), after.id(), rows + 1))
                .map(
                    found -> {
                      List<TodoView> items = new ArrayList<>(found.size());
                      found.forEach(row -> items.add(view(row)));
                      return Page.of(
                          items, rows, TodoView::createdAt, item -> item.todoId().toString());
                    }));
  }

  /** Marks one as done; again has no effect. */
  @POST
  @Path("/{id}/done")
  public Uni<TodoView> done(String id) {
    String tenantId = caller.tenantId();
    Tuple values = Tuple.of(tenantId, Filter.uuid("id", id), caller.actor().orElse(null));
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(DONE)
                .execute(values)
                .map(
                    rows -> {
                      if (rows.size() == 0) {
                        throw new ProblemException(404, "todo_unknown", "There is no such to-do.");
                      }
                      return view(rows.iterator().next());
                    }));
  }

  private static TodoView view(Row row) {
    return new TodoView(
        row.getUUID("todo_id"),
        row.getString("kind"),
        row.getUUID("conversation_id"),
        row.getUUID("customer_id"),
        row.getString("agent_id"),
        row.getString("chat_id"),
        row.getString("subject_id"),
        row.getString("detail"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
