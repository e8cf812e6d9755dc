package io.kefu.gateway.api;

import io.kefu.gateway.session.Admission;
import io.kefu.gateway.session.Drain;
import io.kefu.gateway.session.Sessions;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /api/v1/health}: may agents come here? Details for operators are under {@code /q/health}.
 */
@Path("/api/v1/health")
@Tag(name = "health")
public class HealthResource {

  /**
   * The gateway's own word.
   *
   * @param status {@code UP}, or {@code STARTING} or {@code DRAINING} while sockets are refused
   * @param version version of the gateway
   * @param serverTime its clock
   * @param agentsOnline sockets on this replica
   */
  public record Health(String status, String version, Instant serverTime, int agentsOnline) {}

  private final Admission admission;
  private final Drain drain;
  private final Sessions sessions;
  private final Clock clock;
  private final String version;

  HealthResource(
      Admission admission,
      Drain drain,
      Sessions sessions,
      Clock clock,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.admission = admission;
    this.drain = drain;
    this.sessions = sessions;
    this.clock = clock;
    this.version = version;
  }

  /** State of this replica. */
  @GET
  @PermitAll
  @SecurityRequirement(name = "")
  @Operation(operationId = "health", summary = "State of this replica")
  public Health health() {
    String status = drain.draining() ? "DRAINING" : admission.ready() ? "UP" : "STARTING";
    return new Health(status, version, clock.instant(), sessions.openCount());
  }
}
