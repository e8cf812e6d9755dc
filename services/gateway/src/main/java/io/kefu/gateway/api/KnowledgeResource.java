package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
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
import java.util.UUID;
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

  /** Why a question finds what it finds. */
  @POST
  @Path("/hit-tests")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "testHits",
      summary = "Why a question finds what it finds, and does not find what was expected",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "HitTest"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject")
      })
  public Uni<RestResponse<String>> testHits(String body) {
    return pass.at(Neighbour.RAG, "/internal/v1/hit-tests", body);
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

  /** What an author should look at in a document. */
  @GET
  @Path("/{kb}/documents/{doc}/quality")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "getDocumentQuality",
      summary = "What an author should look at in a document, the gravest first",
      extensions = {@Extension(name = Documentation.RETURNS, value = "DocumentQuality")})
  public Uni<RestResponse<String>> getDocumentQuality(@RestPath String kb, @RestPath String doc) {
    return pass.on(Neighbour.RAG);
  }

  /** Jobs that read files, the newest first. */
  @GET
  @Path("/{kb}/jobs")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "listKnowledgeJobs",
      summary = "Jobs that read files, the newest first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "KnowledgeJobPage"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit")
      })
  public Uni<RestResponse<String>> listKnowledgeJobs(@RestPath String kb) {
    return pass.on(Neighbour.RAG);
  }

  /** How far a job is. */
  @GET
  @Path("/jobs/{id}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "getKnowledgeJob",
      summary = "How far a job is",
      extensions = {@Extension(name = Documentation.RETURNS, value = "KnowledgeJob")})
  public Uni<RestResponse<String>> getKnowledgeJob(@RestPath String id) {
    return pass.at(Neighbour.RAG, job(id), null);
  }

  /** End a job; one that is over stays as it is. */
  @DELETE
  @Path("/jobs/{id}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "cancelKnowledgeJob",
      summary = "End a job; one that is over stays as it is",
      extensions = {@Extension(name = Documentation.RETURNS, value = "KnowledgeJob")})
  public Uni<RestResponse<String>> cancelKnowledgeJob(@RestPath String id) {
    return pass.auditedAt(
        Neighbour.RAG, PassOn.Change.of("knowledge_job.cancelled", "knowledge_job", id), job(id));
  }

  private static String job(String id) {
    try {
      return "/internal/v1/jobs/" + UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(404, "job_not_found", "There is no such job.");
    }
  }
}
