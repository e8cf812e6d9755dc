package io.kefu.rag.ingest;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** JSON of another shape than the body's: a problem like any other, naming the field. */
public class BodyProblems {

  @ServerExceptionMapper
  Response mismatched(MismatchedInputException exception) {
    String field =
        exception.getPath().stream()
            .map(part -> part.getFieldName() == null ? "[]" : part.getFieldName())
            .collect(Collectors.joining("."));
    List<Problem.FieldError> errors =
        List.of(new Problem.FieldError(field.isEmpty() ? "body" : field, "not of the right form"));
    return Response.status(400)
        .type("application/problem+json")
        .entity(
            new ProblemException(
                    400, "unreadable_body", "Send JSON of the documented form; see errors.", errors)
                .toProblem())
        .build();
  }
}
