package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Neighbours;
import io.kefu.gateway.neighbour.RagService;
import io.kefu.gateway.neighbour.ServiceCall;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/knowledge}: the knowledge base, kept by rag-service. */
@Path("/api/v1/knowledge")
@Tag(name = "knowledge")
public class KnowledgeResource {

  private static final Set<String> FORMATS = Set.of("md", "csv", "txt");

  /**
   * A document to take in.
   *
   * @param name title for people
   * @param format {@code md}, {@code csv} or {@code txt}
   * @param content its text
   */
  public record DocumentUpload(
      String name, @Schema(enumeration = {"md", "csv", "txt"}) String format, String content) {}

  private final RagService rag;
  private final Neighbours neighbours;
  private final NeighbourConfig limits;
  private final CurrentCaller caller;

  KnowledgeResource(
      @RestClient RagService rag,
      Neighbours neighbours,
      NeighbourConfig limits,
      CurrentCaller caller) {
    this.rag = rag;
    this.neighbours = neighbours;
    this.limits = limits;
    this.caller = caller;
  }

  /** Every knowledge base of the tenant with its documents. */
  @GET
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(operationId = "listKnowledge", summary = "Knowledge bases and their documents")
  public Uni<JsonNode> list() {
    return call(limits.readLimit(), rag::knowledgeBases);
  }

  /** What retrieval finds for a question, with scores: for tuning the knowledge base. */
  @POST
  @Path("/search")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(operationId = "searchKnowledge", summary = "What retrieval finds for a question")
  public Uni<SearchResult> search(SearchRequest request) {
    if (request == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    return call(limits.readLimit(), call -> rag.search(call, request));
  }

  /** Takes a document in, or a newer version of it; the same content again changes nothing. */
  @PUT
  @Path("/{kb}/documents/{doc}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(operationId = "putDocument", summary = "Take a document in")
  public Uni<RestResponse<JsonNode>> put(
      @RestPath String kb, @RestPath String doc, DocumentUpload document) {
    check(document);
    return call(limits.documentLimit(), call -> rag.putDocument(call, kb, doc, document))
        .map(KnowledgeResource::passOn);
  }

  /** A document. */
  @GET
  @Path("/{kb}/documents/{doc}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(operationId = "getDocument", summary = "A document")
  public Uni<JsonNode> get(@RestPath String kb, @RestPath String doc) {
    return call(limits.readLimit(), call -> rag.document(call, kb, doc));
  }

  /** Takes a document away. */
  @DELETE
  @Path("/{kb}/documents/{doc}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(operationId = "deleteDocument", summary = "Take a document away")
  public Uni<RestResponse<JsonNode>> delete(@RestPath String kb, @RestPath String doc) {
    return call(limits.writeLimit(), call -> rag.deleteDocument(call, kb, doc))
        .map(KnowledgeResource::passOn);
  }

  private <T> Uni<T> call(Duration limit, Function<ServiceCall, Uni<T>> call) {
    return neighbours.call(RagService.NAME, caller.person(), limit, call);
  }

  private static RestResponse<JsonNode> passOn(RestResponse<JsonNode> answer) {
    return RestResponse.ResponseBuilder.<JsonNode>create(answer.getStatus())
        .entity(answer.getEntity())
        .build();
  }

  private static void check(DocumentUpload document) {
    List<Problem.FieldError> errors = new ArrayList<>();
    if (document == null || document.name() == null || document.name().isBlank()) {
      errors.add(new Problem.FieldError("name", "must not be empty"));
    }
    if (document == null || document.format() == null || !FORMATS.contains(document.format())) {
      errors.add(new Problem.FieldError("format", "must be md, csv or txt"));
    }
    if (document == null || document.content() == null) {
      errors.add(new Problem.FieldError("content", "must not be empty"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
  }
}
