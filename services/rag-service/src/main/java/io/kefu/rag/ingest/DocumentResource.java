package io.kefu.rag.ingest;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentState;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.Publication;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Documents of a tenant's knowledge bases, for the gateway. */
@Path("/internal/v1/knowledge-bases")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class DocumentResource {

  /** Letters of any script, digits, and a few marks: an id is also a part of an address. */
  private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

  private static final int MAX_CONTENT_CHARACTERS = 5_000_000;
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /**
   * A document as it is sent.
   *
   * @param name what people call it, 1 to 200 characters
   * @param format how to read it
   * @param content its text, at most five million characters
   */
  public record Upload(
      @NotBlank @Size(max = 200) String name,
      @NotNull DocumentFormat format,
      @NotBlank @Size(max = MAX_CONTENT_CHARACTERS) String content) {}

  /**
   * A document that can be searched.
   *
   * @param documentId document
   * @param knowledgeBaseId knowledge base
   * @param name its name
   * @param format its format
   * @param version visible version
   * @param entries number of entries
   * @param status {@code published}, or {@code unchanged} when it was visible already
   * @param updatedAt when it became visible
   * @param content its text; when one document was asked for
   */
  public record View(
      String documentId,
      String knowledgeBaseId,
      String name,
      String format,
      long version,
      int entries,
      String status,
      Instant updatedAt,
      String content) {}

  /**
   * A knowledge base.
   *
   * @param knowledgeBaseId its id
   * @param documents number of documents
   * @param entries number of entries
   */
  public record KnowledgeBaseView(String knowledgeBaseId, int documents, int entries) {}

  private final Caller caller;
  private final Ingestion ingestion;
  private final DocumentStore documents;

  /** Serves the caller's tenant. */
  public DocumentResource(Caller caller, Ingestion ingestion, DocumentStore documents) {
    this.caller = caller;
    this.ingestion = ingestion;
    this.documents = documents;
  }

  /** Stores a document; searchable when the answer arrives. */
  @PUT
  @Path("{kb}/documents/{doc}")
  public View put(String kb, String doc, @Valid @NotNull Upload upload) {
    DocumentRef ref = ref(kb, doc);
    return switch (ingestion.put(ref, upload.name(), upload.format(), upload.content())) {
      case Ingestion.Outcome.Visible visible -> view(visible.publication());
      case Ingestion.Outcome.Unusable unusable ->
          throw new ProblemException(
              422,
              "document_unusable",
              "Correct the places listed under errors; the document was not changed.",
              unusable.faults().stream()
                  .map(fault -> new Problem.FieldError(fault.place(), fault.message()))
                  .toList());
      case Ingestion.Outcome.NotNow notNow ->
          throw new ProblemException(503, "embedding_unavailable", notNow.cause(), RETRY);
    };
  }

  /** A document with its text. */
  @GET
  @Path("{kb}/documents/{doc}")
  public View get(String kb, String doc) {
    DocumentRef ref = ref(kb, doc);
    DocumentState state =
        documents.find(ref).await().atMost(DATABASE_TIMEOUT).orElseThrow(DocumentResource::missing);
    String content =
        documents
            .content(ref, state.version())
            .await()
            .atMost(DATABASE_TIMEOUT)
            .orElseThrow(DocumentResource::missing);
    return view(state, "published", content);
  }

  /** Takes a document away; it is found no more when the answer arrives. */
  @DELETE
  @Path("{kb}/documents/{doc}")
  public void delete(String kb, String doc) {
    if (ingestion.delete(ref(kb, doc)).isEmpty()) {
      throw missing();
    }
  }

  /** Documents of a knowledge base. */
  @GET
  @Path("{kb}/documents")
  public List<View> list(String kb) {
    return documents
        .list(caller.tenantId(), Optional.of(checked(kb, "kb")))
        .await()
        .atMost(DATABASE_TIMEOUT)
        .stream()
        .map(state -> view(state, "published", null))
        .toList();
  }

  /** Knowledge bases of the tenant. */
  @GET
  public List<KnowledgeBaseView> knowledgeBases() {
    Map<String, KnowledgeBaseView> views = new TreeMap<>();
    for (DocumentState state :
        documents.list(caller.tenantId(), Optional.empty()).await().atMost(DATABASE_TIMEOUT)) {
      views.merge(
          state.ref().knowledgeBaseId(),
          new KnowledgeBaseView(state.ref().knowledgeBaseId(), 1, state.entries()),
          (a, b) ->
              new KnowledgeBaseView(
                  a.knowledgeBaseId(), a.documents() + b.documents(), a.entries() + b.entries()));
    }
    return List.copyOf(views.values());
  }

  private DocumentRef ref(String kb, String doc) {
    return new DocumentRef(caller.tenantId(), checked(kb, "kb"), checked(doc, "doc"));
  }

  private static String checked(String id, String field) {
    if (!ID.matcher(id).matches()) {
      throw new ProblemException(
          400,
          "invalid_id",
          "An id has 1 to 100 letters, digits, dots, hyphens or underscores and begins with a"
              + " letter or digit.",
          List.of(new Problem.FieldError(field, "not a valid id")));
    }
    return id;
  }

  private static View view(Publication publication) {
    return view(publication.state(), publication.changed() ? "published" : "unchanged", null);
  }

  private static View view(DocumentState state, String status, String content) {
    return new View(
        state.ref().documentId(),
        state.ref().knowledgeBaseId(),
        state.name(),
        state.format(),
        state.version(),
        state.entries(),
        status,
        state.updatedAt(),
        content);
  }

  private static ProblemException missing() {
    return new ProblemException(404, "document_not_found", "There is no such document.");
  }
}
