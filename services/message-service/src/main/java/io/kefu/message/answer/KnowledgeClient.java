package io.kefu.message.answer;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** rag-service, as message-service uses it. */
@RegisterRestClient(configKey = "rag")
@Path("/internal/v1/search")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface KnowledgeClient {

  /** Searches the tenant's knowledge. */
  @POST
  Uni<SearchResult> search(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      SearchRequest request);
}
