package io.kefu.message.api;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.rules.PolicyBook;
import io.kefu.message.rules.TenantPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Which local rules a tenant's agents ought to hold; the gateway tells them in its welcome. */
@Path("/internal/v1/local-rules")
@RolesAllowed(ServiceTokens.ROLE)
public class LocalRulesResource {

  /**
   * The newest version.
   *
   * @param version as agents name it in hello
   */
  public record Newest(long version) {}

  private final PolicyBook book;
  private final Caller caller;

  /** Wires the resource. */
  public LocalRulesResource(PolicyBook book, Caller caller) {
    this.book = book;
    this.caller = caller;
  }

  /** The version of the caller's tenant. */
  @GET
  public Uni<Newest> newest() {
    return book.current(caller.tenantId()).map(TenantPolicy::localVersion).map(Newest::new);
  }
}
