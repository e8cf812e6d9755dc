package io.kefu.rag.follow;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.index.LuceneEngine;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;

/**
 * This replica's index of the caller's tenant: how far it has come, and filling it anew. For
 * operators; nothing needs it in ordinary service.
 */
@Path("/internal/v1/index")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class IndexResource {

  private static final Logger LOG = Logger.getLogger(IndexResource.class);

  /**
   * State of an index.
   *
   * @param revision last change of the tenant's knowledge that is in it; 0 for none
   * @param rebuilding whether a new one is being filled beside it
   */
  public record IndexView(long revision, boolean rebuilding) {}

  private final Caller caller;
  private final IndexFollower follower;
  private final LuceneEngine engine;

  /** Serves the caller's tenant. */
  public IndexResource(Caller caller, IndexFollower follower, LuceneEngine engine) {
    this.caller = caller;
    this.follower = follower;
    this.engine = engine;
  }

  /** How far the index has come. */
  @GET
  public IndexView state() {
    String tenantId = caller.tenantId();
    return new IndexView(
        engine.watermark(tenantId).revision(), follower.rebuilding().contains(tenantId));
  }

  /** Fills the index anew; the old one serves meanwhile. Asked twice, it is done once. */
  @POST
  @Path("/rebuild")
  public Response rebuild() {
    String tenantId = caller.tenantId();
    Thread.ofVirtual()
        .name("rebuild-index")
        .start(
            () -> {
              try {
                follower.rebuild(tenantId);
              } catch (RuntimeException e) {
                LOG.warnf("rebuilding an index failed, the old one serves on: %s", e.toString());
              }
            });
    return Response.accepted(state()).build();
  }
}
