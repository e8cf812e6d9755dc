package io.kefu.gateway.neighbour;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.SendAccepted;
import io.kefu.contracts.conversation.SendRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

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

  /** An operator writes to a customer. */
  @POST
  @Path("/send")
  Uni<SendAccepted> send(@BeanParam ServiceCall call, SendRequest request);

  /** Lists: {@code customers}, {@code conversations} or {@code messages}. */
  @GET
  @Path("/{collection}")
  Uni<JsonNode> list(
      @BeanParam ServiceCall call,
      @RestPath String collection,
      @RestQuery Map<String, List<String>> filters);
}
