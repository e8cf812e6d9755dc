package io.kefu.gateway.neighbour;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.gateway.auth.Subject;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Calls a service behind the gateway on behalf of a subject: with a service token for the subject's
 * tenant, within a limit, and with every failure turned into the problem that the outside gets. A
 * refusal of the neighbour (4xx) is passed on; silence, an error of its own or a connection that
 * fails become 503 with a time to come back.
 */
@ApplicationScoped
public class Neighbours {

  private static final Logger LOG = Logger.getLogger(Neighbours.class);
  private static final Duration COME_BACK = Duration.ofSeconds(2);

  private final ServiceTokens tokens;

  Neighbours(ServiceTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Makes one call.
   *
   * @param neighbour name for problems and logs, such as {@code message-service}
   * @param subject on whose behalf
   * @param limit how long to wait
   * @param call sends the request
   */
  public <T> Uni<T> call(
      String neighbour, Subject subject, Duration limit, Function<ServiceCall, Uni<T>> call) {
    ServiceCall headers =
        new ServiceCall(tokens.bearer(subject.tenantId(), subject.actor()), limit.toMillis());
    return Uni.createFrom()
        .deferred(() -> call.apply(headers))
        .ifNoItem()
        .after(limit)
        .fail()
        .onFailure()
        .transform(failure -> translate(neighbour, failure));
  }

  private static Throwable translate(String neighbour, Throwable failure) {
    if (failure instanceof ProblemException) {
      return failure;
    }
    if (failure instanceof WebApplicationException answered) {
      Response response = answered.getResponse();
      return refusal(
          neighbour,
          response.getStatus(),
          readProblem(response),
          response.getHeaderString(HttpHeaders.RETRY_AFTER));
    }
    LOG.warnf("neighbour does not answer: service=%s cause=%s", neighbour, failure.toString());
    return failure instanceof TimeoutException
        ? unavailable(neighbour, "did not answer in time")
        : unavailable(neighbour, "cannot be reached");
  }

  /**
   * What the outside gets for an answer of a neighbour that is not a success.
   *
   * @param problem its problem+json; null when it sent none
   * @param retryAfter its {@code Retry-After} header; null when it sent none
   */
  static ProblemException refusal(
      String neighbour, int status, Problem problem, String retryAfter) {
    if (status == 401 || status == 403 && problem == null) {
      LOG.errorf("neighbour refuses our service token: service=%s status=%d", neighbour, status);
      return unavailable(neighbour, "refuses this gateway");
    }
    if (status >= 500) {
      LOG.warnf("neighbour failed: service=%s status=%d", neighbour, status);
      return unavailable(neighbour, "failed");
    }
    if (problem == null || problem.code() == null) {
      return new ProblemException(status, "refused", "The request was refused.");
    }
    Duration wait = seconds(retryAfter);
    if (wait != null) {
      return new ProblemException(status, problem.code(), problem.detail(), wait);
    }
    return new ProblemException(
        status,
        problem.code(),
        problem.detail(),
        problem.errors() == null ? List.of() : problem.errors());
  }

  private static Problem readProblem(Response response) {
    MediaType type = response.getMediaType();
    if (type == null || !Problem.MEDIA_TYPE.equals(type.getType() + '/' + type.getSubtype())) {
      return null;
    }
    try {
      return response.hasEntity() ? response.readEntity(Problem.class) : null;
    } catch (RuntimeException e) {
      LOG.debugf("refusal without a readable problem: %s", e.getMessage());
      return null;
    }
  }

  private static Duration seconds(String header) {
    try {
      return header == null ? null : Duration.ofSeconds(Long.parseLong(header));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static ProblemException unavailable(String neighbour, String how) {
    return new ProblemException(
        503,
        neighbour.replace('-', '_') + "_unavailable",
        "A part of the platform " + how + "; try again.",
        COME_BACK);
  }
}
