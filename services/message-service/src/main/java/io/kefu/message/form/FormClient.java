package io.kefu.message.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Turn;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** ai-service, as it fills forms. */
@RegisterRestClient(configKey = "ai")
@Path("/internal/v1/forms")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface FormClient {

  /** A conversation to fill a form from. */
  record Request(List<Turn> history, List<Evidence> evidence) {}

  /**
   * A form, or the reason why a person must fill it.
   *
   * @param status {@code filled} or {@code handoff}
   */
  record Response(
      String status,
      JsonNode form,
      String reason,
      List<String> faults,
      String provider,
      String model) {}

  /** Fills. */
  @POST
  @Path("/{label}")
  Uni<Response> fill(
      @PathParam("label") String label,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      Request request);
}
