package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/knowledge}: the knowledge base, kept by rag-service. */
@Path("/api/v1/knowledge")
@Tag(name = "knowledge")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class KnowledgeResource {

  private final PassOn pass;
  private final NeighbourConfig limits;

  KnowledgeResource(PassOn pass, NeighbourConfig limits) {
    this.pass = pass;
    this.limits = limits;
  }

  /** What retrieval finds for a question, with scores: for tuning the knowledge base. */
  @POST
  @Path("/search")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "searchKnowledge",
      summary = "What retrieval finds for a question",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "SearchRequest"),
        @Extension(name = Documentation.RETURNS, value = "SearchResult")
      })
  public Uni<RestResponse<String>> searchKnowledge(String body) {
    return pass.at(Neighbour.RAG, "/internal/v1/search", body);
  }

  /** Knowledge bases and how much they hold. */
  @GET
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "listKnowledge",
      summary = "Knowledge bases and how much they hold",
      extensions = {@Extension(name = Documentation.RETURNS, value = "KnowledgeBases")})
  public Uni<RestResponse<String>> listKnowledge() {
    return pass.on(Neighbour.RAG);
  }

  /** Documents of a knowledge base. */
  @GET
  @Path("/{kb}/documents")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "listDocuments",
      summary = "Documents of a knowledge base",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Documents")})
  public Uni<RestResponse<String>> listDocuments(@RestPath String kb) {
    return pass.on(Neighbour.RAG);
  }

  /** A document with its text. */
  @GET
  @Path("/{kb}/documents/{doc}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "getDocument",
      summary = "A document with its text",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Document")})
  public Uni<RestResponse<String>> getDocument(@RestPath String kb, @RestPath String doc) {
    return pass.on(Neighbour.RAG);
  }

  /** Take a document in, or a newer version of it; the same content again changes nothing. */
  @PUT
  @Path("/{kb}/documents/{doc}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "putDocument",
      summary =
          "Take a document in, or a newer version of it; the same content again changes nothing",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "DocumentUpload"),
        @Extension(name = Documentation.RETURNS, value = "Document")
      })
  public Uni<RestResponse<String>> putDocument(
      @RestPath String kb, @RestPath String doc, String body) {
    return pass.audited(
        Neighbour.RAG,
        PassOn.Change.of("document.stored", "document", kb + "/" + doc),
        limits.documentLimit(),
        body);
  }

  /** Take a document away; it is found no more when the answer arrives. */
  @DELETE
  @Path("/{kb}/documents/{doc}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "deleteDocument",
      summary = "Take a document away; it is found no more when the answer arrives")
  public Uni<RestResponse<String>> deleteDocument(@RestPath String kb, @RestPath String doc) {
    return pass.audited(
        Neighbour.RAG, PassOn.Change.of("document.deleted", "document", kb + "/" + doc), null);
  }
}
