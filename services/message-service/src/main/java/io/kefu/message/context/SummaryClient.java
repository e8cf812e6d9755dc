package io.kefu.message.context;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.Turn;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** ai-service, as it summarises conversations. */
@RegisterRestClient(configKey = "ai")
@Path("/internal/v1/summaries")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface SummaryClient {

  /**
   * Lines to summarise.
   *
   * @param history oldest first
   * @param previous summary of what was said before them; null without one
   * @param maxCharacters most characters of the new one
   */
  record Request(List<Turn> history, String previous, int maxCharacters) {}

  /**
   * A summary, or why there is none.
   *
   * @param status {@code written} or {@code none}
   */
  record Response(String status, String summary, String reason, String provider, String model) {}

  /** Summarises. */
  @POST
  Uni<Response> summarise(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      Request request);
}
