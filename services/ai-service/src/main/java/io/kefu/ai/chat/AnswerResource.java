package io.kefu.ai.chat;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Answers for message-service; the tenant is the service token's. */
@Path("/internal/v1/answer")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AnswerResource {

  private final Answering answering;
  private final Caller caller;

  /** Wires the resource. */
  public AnswerResource(Answering answering, Caller caller) {
    this.answering = answering;
    this.caller = caller;
  }

  /** Answers one question from its evidence. */
  @POST
  @RunOnVirtualThread
  public AnswerResult answer(
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs, AnswerRequest request) {
    return answering.answer(caller.tenantId(), request, deadlineMs);
  }
}
