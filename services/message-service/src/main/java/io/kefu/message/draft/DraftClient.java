package io.kefu.message.draft;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerRequest;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.client.SseEvent;

/** ai-service, as it writes drafts. Whoever cancels the stream ends the writing. */
@RegisterRestClient(configKey = "ai")
@Path("/internal/v1/drafts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.SERVER_SENT_EVENTS)
public interface DraftClient {

  /** Events {@code begin}, {@code piece} …, then {@code done} or {@code error}. */
  @POST
  Multi<SseEvent<String>> draft(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      AnswerRequest request);
}
