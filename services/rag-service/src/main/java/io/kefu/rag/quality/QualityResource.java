package io.kefu.rag.quality;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.ingest.Ids;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentState;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.TextVectors;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What an author should look at in a document. */
@Path("/internal/v1/knowledge-bases/{kb}/documents/{doc}/quality")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class QualityResource {

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * A report.
   *
   * @param documentId document
   * @param version version that was looked at
   * @param entries number of its entries
   * @param issues what was found, the gravest first
   */
  public record Report(String documentId, long version, int entries, List<IssueView> issues) {}

  /**
   * A finding.
   *
   * @param kind duplicate, near_duplicate, same_question, thin, too_long or contradictory_price
   * @param entryIds entries it is about
   * @param detail what was found
   */
  public record IssueView(String kind, List<String> entryIds, String detail) {}

  private final Caller caller;
  private final DocumentStore documents;
  private final TextVectors vectors;

  /** Serves the caller's tenant. */
  public QualityResource(Caller caller, DocumentStore documents, TextVectors vectors) {
    this.caller = caller;
    this.documents = documents;
    this.vectors = vectors;
  }

  /** Looks at the visible version of a document. */
  @GET
  public Report report(String kb, String doc) {
    DocumentRef ref =
        new DocumentRef(caller.tenantId(), Ids.checked(kb, "kb"), Ids.checked(doc, "doc"));
    DocumentState state =
        documents
            .find(ref)
            .await()
            .atMost(DATABASE_TIMEOUT)
            .orElseThrow(
                () ->
                    new ProblemException(404, "document_not_found", "There is no such document."));
    List<KnowledgeEntry> entries = documents.entries(ref).await().atMost(DATABASE_TIMEOUT);
    List<IssueView> issues =
        QualityReport.of(vectors.of(ref.tenantId(), entries)).stream()
            .map(
                issue ->
                    new IssueView(
                        issue.kind().name().toLowerCase(Locale.ROOT),
                        issue.entryIds(),
                        issue.detail()))
            .toList();
    return new Report(doc, state.version(), entries.size(), issues);
  }
}
