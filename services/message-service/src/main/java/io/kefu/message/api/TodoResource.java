package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.todo.Todo;
import io.kefu.message.todo.Todos;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
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
      int priority,
      Instant createdAt) {}

  private final Todos todos;
  private final Caller caller;

  /** Wires the resource. */
  public TodoResource(Todos todos, Caller caller) {
    this.todos = todos;
    this.caller = caller;
  }

  /** The open ones, the newest first. */
  @GET
  public Uni<Page<TodoView>> open(
      @RestQuery String cursor, @RestQuery @DefaultValue("50") int limit) {
    Page.Cursor after = Page.Cursor.parse(cursor);
    int rows = Page.limit(limit);
    return todos
        .open(caller.tenantId(), after.time().toInstant(), after.id(), rows + 1)
        .map(
            found ->
                Page.of(
                    found.stream().map(TodoResource::view).toList(),
                    rows,
                    TodoView::createdAt,
                    item -> item.todoId().toString()));
  }

  /** Marks one as done; again has no effect. */
  @POST
  @Path("/{id}/done")
  public Uni<TodoView> done(String id) {
    return todos
        .finish(caller.tenantId(), Filter.uuid("id", id), caller.actor().orElse(null))
        .map(
            found ->
                found
                    .map(TodoResource::view)
                    .orElseThrow(
                        () ->
                            new ProblemException(404, "todo_unknown", "There is no such to-do.")));
  }

  private static TodoView view(Todo todo) {
    return new TodoView(
        todo.todoId(),
        todo.kind(),
        todo.conversationId(),
        todo.customerId(),
        todo.agentId(),
        todo.chatId(),
        todo.subjectId(),
        todo.detail(),
        todo.priority(),
        todo.createdAt());
  }
}
