package io.kefu.gateway.neighbour;

import io.kefu.chassis.servicetoken.ServiceTokens;
import jakarta.ws.rs.HeaderParam;

/**
 * What every call to a neighbour carries: a service token (never the caller's own) and the time
 * that is left.
 */
public class ServiceCall {

  /** {@code Authorization} header. */
  @HeaderParam("Authorization")
  public final String bearer;

  /** Milliseconds the caller still waits. */
  @HeaderParam(ServiceTokens.DEADLINE_HEADER)
  public final long deadlineMs;

  ServiceCall(String bearer, long deadlineMs) {
    this.bearer = bearer;
    this.deadlineMs = deadlineMs;
  }
}
