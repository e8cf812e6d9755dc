package io.kefu.gateway.neighbour;

import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.SendAccepted;
import io.kefu.contracts.conversation.SendRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestPath;

/** The conversation brain, as the gateway asks it. */
@RegisterRestClient(configKey = "message-service")
@Path("/internal/v1")
public interface MessageService {

  /** Name in problems and logs. */
  String NAME = "message-service";

  /** What became of a message. */
  @GET
  @Path("/agents/{agent}/messages/{message}/outcome")
  Uni<MessageOutcome> outcome(
      @BeanParam ServiceCall call, @RestPath String agent, @RestPath String message);

  /**
   * The newest local rules of a tenant.
   *
   * @param version as agents name it in hello
   */
  record LocalRules(long version) {}

  /** Which local rules the tenant's agents ought to hold. */
  @GET
  @Path("/local-rules")
  Uni<LocalRules> localRules(@BeanParam ServiceCall call);

  /** An operator writes to a customer. */
  @POST
  @Path("/send")
  Uni<SendAccepted> send(@BeanParam ServiceCall call, SendRequest request);
}
