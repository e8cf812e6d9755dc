package io.kefu.message.answer;

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

/** ai-service, as it completes follow-up questions. */
@RegisterRestClient(configKey = "ai")
@Path("/internal/v1/rewrite")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface RewriteClient {

  /**
   * A question in its conversation.
   *
   * @param question the customer's words
   * @param history earlier lines, oldest first
   */
  record Request(String question, List<Turn> history) {}

  /**
   * A question that can be understood by itself.
   *
   * @param question as it came or rewritten
   * @param rewritten whether it was changed
   * @param by who did it
   */
  record Response(String question, boolean rewritten, String by) {}

  /** Rewrites. */
  @POST
  Uni<Response> rewrite(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      Request request);
}
