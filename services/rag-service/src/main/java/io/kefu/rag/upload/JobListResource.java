package io.kefu.rag.upload;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.ingest.Ids;
import io.kefu.rag.ingest.Page;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Jobs of one knowledge base. */
@Path("/internal/v1/knowledge-bases/{kb}/jobs")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class JobListResource {

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);

  private final Caller caller;
  private final JobStore jobs;

  /** Serves the caller's tenant. */
  public JobListResource(Caller caller, JobStore jobs) {
    this.caller = caller;
    this.jobs = jobs;
  }

  /** Jobs of a knowledge base, newest first. */
  @GET
  public Page<JobView> list(
      String kb,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    String after = Ids.after(cursor);
    UUID before;
    try {
      before = after == null ? null : UUID.fromString(after);
    } catch (IllegalArgumentException e) {
      throw Ids.invalid("cursor", "give back next_cursor of the page before, unchanged");
    }
    List<JobView> found =
        jobs
            .list(caller.tenantId(), Ids.checked(kb, "kb"), before, Ids.limit(limit) + 1)
            .await()
            .atMost(DATABASE_TIMEOUT)
            .stream()
            .map(JobView::of)
            .toList();
    return Page.of(found, limit, view -> view.jobId().toString());
  }
}
