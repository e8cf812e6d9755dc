package io.kefu.rag.ingest;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.store.DeleteOutcome;
import io.kefu.rag.store.DocumentKind;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentState;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.Precondition;
import io.kefu.rag.store.Publication;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Documents of a tenant's knowledge bases, for the gateway. */
@Path("/internal/v1/knowledge-bases")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class DocumentResource {

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
   * @param documents number of documents, entries that stand alone not counted
   * @param entries number of entries, those of documents counted
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
    Ingestion.Source source =
        new Ingestion.Source(
            upload.name(),
            upload.format().name(),
            upload.format(),
            upload.content(),
            caller.actor());
    return switch (ingestion.put(ref, source, Precondition.NONE, Progress.SILENT)) {
      case Ingestion.Outcome.Visible visible -> view(visible.publication());
      case Ingestion.Outcome.Unusable unusable ->
          throw new ProblemException(
              422,
              "document_unusable",
              "Correct the places listed under errors; the document was not changed.",
              unusable.faults().stream()
                  .map(fault -> new Problem.FieldError(fault.place(), fault.message()))
                  .toList());
      case Ingestion.Outcome.Refused refused ->
          throw new ProblemException(
              409, "id_taken", "An entry has this id; give the document another one.");
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
        documents
            .find(ref)
            .await()
            .atMost(DATABASE_TIMEOUT)
            .filter(found -> found.kind() == DocumentKind.DOCUMENT)
            .orElseThrow(DocumentResource::missing);
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
  public void delete(String kb, String doc, @HeaderParam("If-Match") String ifMatch) {
    switch (ingestion.delete(ref(kb, doc), Ids.version(ifMatch))) {
      case DeleteOutcome.Gone gone -> {}
      case DeleteOutcome.Absent absent -> throw missing();
      case DeleteOutcome.OtherVersion other -> throw Ids.otherVersion(other.current());
    }
  }

  /** Documents of a knowledge base. */
  @GET
  @Path("{kb}/documents")
  public List<View> list(String kb) {
    return documents
        .list(caller.tenantId(), Optional.of(Ids.checked(kb, "kb")))
        .await()
        .atMost(DATABASE_TIMEOUT)
        .stream()
        .filter(state -> state.kind() == DocumentKind.DOCUMENT)
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
          new KnowledgeBaseView(
              state.ref().knowledgeBaseId(),
              state.kind() == DocumentKind.DOCUMENT ? 1 : 0,
              state.entries()),
          (a, b) ->
              new KnowledgeBaseView(
                  a.knowledgeBaseId(), a.documents() + b.documents(), a.entries() + b.entries()));
    }
    return List.copyOf(views.values());
  }

  private DocumentRef ref(String kb, String doc) {
    return new DocumentRef(caller.tenantId(), Ids.checked(kb, "kb"), Ids.checked(doc, "doc"));
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
