package io.kefu.message.answer;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** ai-service, as message-service uses it. */
@RegisterRestClient(configKey = "ai")
@Path("/internal/v1/answer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface WriterClient {

  /** Writes an answer from evidence. */
  @POST
  Uni<AnswerResult> answer(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      AnswerRequest request);
}
