package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.message.document.DocumentRefused;
import io.kefu.message.document.Fault;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Tells what is wrong with a document as problem+json, with the place of each mistake. */
public class DocumentProblems {

  /** A problem whose errors have places. */
  public record PlacedProblem(
      String type, String title, int status, String detail, String code, List<Fault> errors) {}

  @ServerExceptionMapper
  Response refused(DocumentRefused refused) {
    return Response.status(400).type(Problem.MEDIA_TYPE).entity(problem(refused.faults())).build();
  }

  static PlacedProblem problem(List<Fault> faults) {
    return new PlacedProblem(
        "https://kefu.io/problems/invalid-document",
        "Bad request",
        400,
        "Correct what is listed under errors.",
        "invalid_document",
        faults);
  }
}
