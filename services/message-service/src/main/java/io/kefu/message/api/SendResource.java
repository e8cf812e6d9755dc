package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.conversation.SendAccepted;
import io.kefu.contracts.conversation.SendRequest;
import io.kefu.message.handover.OperatorSend;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;

/** An operator writes to a customer. */
@Path("/internal/v1/send")
@RolesAllowed(ServiceTokens.ROLE)
public class SendResource {

  private final OperatorSend sending;
  private final Caller caller;

  /** Wires the resource. */
  public SendResource(OperatorSend sending, Caller caller) {
    this.sending = sending;
    this.caller = caller;
  }

  /** Accepts the text; it is stored when the answer goes out. */
  @POST
  @ResponseStatus(202)
  public Uni<SendAccepted> send(SendRequest request) {
    if (request == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    return sending
        .send(caller.tenantId(), request, caller.actor())
        .map(ids -> new SendAccepted(ids.stream().map(UUID::toString).toList()));
  }
}
