package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/todos}: what a person has to look at, kept by message-service. */
@Path("/api/v1/todos")
@Tag(name = "todos")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class TodoResource {

  private final PassOn pass;

  TodoResource(PassOn pass) {
    this.pass = pass;
  }

  /** Open to-dos, the newest first. */
  @GET
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listTodos",
      summary = "Open to-dos, the newest first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "TodoPage"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit")
      })
  public Uni<RestResponse<String>> listTodos() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Mark a to-do as done; again has no effect. */
  @POST
  @Path("/{id}/done")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "finishTodo",
      summary = "Mark a to-do as done; again has no effect",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Todo")})
  public Uni<RestResponse<String>> finishTodo(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }
}
