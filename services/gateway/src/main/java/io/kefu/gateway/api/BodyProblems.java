package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * A body of the wrong form is a problem like any other: RESTEasy's own mapper for this exception
 * answers without a word.
 */
public class BodyProblems {

  @ServerExceptionMapper
  Response mismatched(MismatchedInputException exception) {
    String field =
        exception.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(name -> name != null)
            .collect(Collectors.joining("."));
    List<Problem.FieldError> errors =
        field.isEmpty()
            ? List.of()
            : List.of(new Problem.FieldError(field, "missing or of the wrong type"));
    return Response.status(400)
        .type(Problem.MEDIA_TYPE)
        .entity(
            new ProblemException(
                    400,
                    "unreadable_body",
                    "Send a JSON body of the documented form; names are snake_case.",
                    errors)
                .toProblem())
        .build();
  }
}
