package io.kefu.gateway.neighbour;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The knowledge base, as the gateway asks it. */
@RegisterRestClient(configKey = "rag-service")
@Path("/internal/v1")
public interface RagService {

  /** Name in problems and logs. */
  String NAME = "rag-service";

  /** Every knowledge base of the tenant. */
  @GET
  @Path("/knowledge-bases")
  Uni<JsonNode> knowledgeBases(@BeanParam ServiceCall call);

  /** Takes a document in. */
  @PUT
  @Path("/knowledge-bases/{kb}/documents/{doc}")
  Uni<RestResponse<JsonNode>> putDocument(
      @BeanParam ServiceCall call, @RestPath String kb, @RestPath String doc, Object document);

  /** A document. */
  @GET
  @Path("/knowledge-bases/{kb}/documents/{doc}")
  Uni<JsonNode> document(@BeanParam ServiceCall call, @RestPath String kb, @RestPath String doc);

  /** Takes a document away. */
  @DELETE
  @Path("/knowledge-bases/{kb}/documents/{doc}")
  Uni<RestResponse<JsonNode>> deleteDocument(
      @BeanParam ServiceCall call, @RestPath String kb, @RestPath String doc);

  /** What retrieval finds for a question. */
  @POST
  @Path("/search")
  Uni<SearchResult> search(@BeanParam ServiceCall call, SearchRequest request);
}
