package io.kefu.chassis.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one table from error type to problem+json. */
public class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final int OUR_FAULT = 500;

  @ServerExceptionMapper
  Response problem(ProblemException exception) {
    Response.ResponseBuilder answer = answer(exception.toProblem());
    exception
        .retryAfter()
        .ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
    return answer.build();
  }

  @ServerExceptionMapper
  Response invalid(ConstraintViolationException exception) {
    List<Problem.FieldError> errors =
        exception.getConstraintViolations().stream().map(ProblemMappers::fieldError).toList();
    return answer(
            Problem.of(400, "invalid_request", "Correct the fields listed under errors.", errors))
        .build();
  }

  @ServerExceptionMapper
  Response unreadable(JsonProcessingException exception) {
    return unreadableBody(exception);
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  Response notAuthenticated() {
    return answer(
            Problem.of(
                401,
                "not_authenticated",
                "Send a valid access token as Authorization: Bearer.",
                List.of()))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }

  @ServerExceptionMapper
  Response notPermitted(ForbiddenException exception) {
    return answer(
            Problem.of(
                403, "not_permitted", "The token lacks the permission for this call.", List.of()))
        .build();
  }

  @ServerExceptionMapper
  Response refused(WebApplicationException exception) {
    if (exception.getCause() instanceof JsonProcessingException unreadable) {
      return unreadableBody(unreadable);
    }
    int status = exception.getResponse().getStatus();
    String code =
        switch (status) {
          case 404 -> "not_found";
          case 405 -> "method_not_allowed";
          case 406 -> "not_acceptable";
          case 413 -> "too_large";
          case 415 -> "unsupported_media_type";
          default -> status < 500 ? "bad_request" : "internal_error";
        };
    String detail =
        status == 404
            ? "There is nothing at this address."
            : "The request was refused: "
                + exception.getResponse().getStatusInfo().getReasonPhrase()
                + ".";
    return answer(Problem.of(status, code, detail, List.of())).build();
  }

  @ServerExceptionMapper
  Response unexpected(Throwable exception) {
    LOG.errorf(exception, "request failed unexpectedly");
    return answer(
            Problem.of(
                500,
                "internal_error",
                "The server could not do this; the cause is in its log. Try again later.",
                List.of()))
        .build();
  }

  private static Response unreadableBody(JsonProcessingException exception) {
    String field =
        exception instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(
                    step ->
                        step.getFieldName() == null
                            ? "[" + step.getIndex() + "]"
                            : step.getFieldName())
                .collect(Collectors.joining("."))
            : "";
    List<Problem.FieldError> errors =
        field.isEmpty()
            ? List.of()
            : List.of(new Problem.FieldError(field, "missing or of the wrong type"));
    return answer(
            Problem.of(
                400,
                "unreadable_body",
                "Send a JSON body of the documented form; names are snake_case.",
                errors))
        .build();
  }

  private static Problem.FieldError fieldError(ConstraintViolation<?> violation) {
    String path = violation.getPropertyPath().toString();
    return new Problem.FieldError(
        path.substring(path.lastIndexOf('.') + 1), violation.getMessage());
  }

  private static Response.ResponseBuilder answer(Problem problem) {
    if (problem.status() >= OUR_FAULT) {
      Metrics.counter("error_count_total", "code", problem.code(), "topic", "http").increment();
    }
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
  }
}
