package io.kefu.rag.upload;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.UUID;

/** Jobs that take files in. */
@Path("/internal/v1/jobs/{id}")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class JobResource {

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);

  private final Caller caller;
  private final JobStore jobs;

  /** Serves the caller's tenant. */
  public JobResource(Caller caller, JobStore jobs) {
    this.caller = caller;
    this.jobs = jobs;
  }

  /** A job. */
  @GET
  public JobView get(UUID id) {
    return jobs.find(caller.tenantId(), id)
        .await()
        .atMost(DATABASE_TIMEOUT)
        .map(JobView::of)
        .orElseThrow(JobResource::missing);
  }

  /** Ends a job; one that is over stays as it is. */
  @DELETE
  public JobView cancel(UUID id) {
    return jobs.cancel(caller.tenantId(), id)
        .await()
        .atMost(DATABASE_TIMEOUT)
        .map(JobView::of)
        .orElseThrow(JobResource::missing);
  }

  private static ProblemException missing() {
    return new ProblemException(404, "job_not_found", "There is no such job.");
  }
}
