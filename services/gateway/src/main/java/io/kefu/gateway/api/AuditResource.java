package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.audit.AuditEntry;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.Query;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /api/v1/audit}: the trail of administrative actions. */
@Path("/api/v1/audit")
@Tag(name = "audit")
public class AuditResource {

  private static final UUID NEWEST = new UUID(-1L, -1L);
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  private final AuditLog audit;
  private final CurrentCaller caller;

  AuditResource(AuditLog audit, CurrentCaller caller) {
    this.audit = audit;
    this.caller = caller;
  }

  /** Administrative actions, newest first. */
  @GET
  @RolesAllowed(Permission.VIEW_AUDIT)
  @Operation(operationId = "listAudit", summary = "Administrative actions, newest first")
  public Uni<Page<AuditEntry>> audit(
      @Parameter(description = "next_cursor of the page before; none for the first page") @RestQuery
          String cursor,
      @Parameter(
              description = "entries of a page, 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
          @RestQuery
          String limit) {
    int size = Query.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    return audit
        .list(caller.person().tenantId(), before(cursor), size + 1)
        .map(found -> page(found, size));
  }

  private static Page<AuditEntry> page(List<AuditEntry> found, int size) {
    boolean more = found.size() > size;
    List<AuditEntry> shown = more ? found.subList(0, size) : found;
    return new Page<>(shown, more ? shown.get(size - 1).auditId().toString() : null);
  }

  private static UUID before(String cursor) {
    try {
      return cursor == null ? NEWEST : UUID.fromString(cursor);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          400, "invalid_cursor", "Send next_cursor of the page before, or none.");
    }
  }
}
