package io.kefu.rag.ingest;

import io.kefu.rag.embedding.Embedder.EmbeddingException;
import io.kefu.rag.follow.Spread;
import io.kefu.rag.store.DeleteOutcome;
import io.kefu.rag.store.DocumentKind;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentState;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.NewVersion;
import io.kefu.rag.store.Precondition;
import io.kefu.rag.store.Publication;
import io.kefu.rag.store.PublishOutcome;
import io.kefu.rag.store.TextVectors;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes documents in: parse, embed, make visible in one transaction, then bring this replica's
 * index up to date and tell the others. Embedding comes first, outside any transaction, so that
 * nothing is held while it runs. Blocks the calling thread.
 */
@ApplicationScoped
public class Ingestion {

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

  /** How taking a document in ended. */
  public sealed interface Outcome {

    /** It is visible. */
    record Visible(Publication publication) implements Outcome {}

    /** It cannot be used; what was visible before still is. */
    record Unusable(List<ParsedDocument.Fault> faults) implements Outcome {}

    /** What had to hold for it did not; see the store's outcome, which is never a success. */
    record Refused(PublishOutcome outcome) implements Outcome {}

    /** The model failed; the same request may be sent again. */
    record NotNow(String cause) implements Outcome {}
  }

  /**
   * A document as it came in.
   *
   * @param name what people call it
   * @param format what it was sent as, for people
   * @param parsedAs how its text is read
   * @param content its text
   * @param author who sent it, if a person did
   */
  public record Source(
      String name,
      String format,
      DocumentFormat parsedAs,
      String content,
      Optional<String> author) {

    private String hash() {
      return ContentHash.of(name, format, content);
    }
  }

  private final DocumentStore documents;
  private final TextVectors vectors;
  private final Spread spread;

  /** Wires the stages. */
  public Ingestion(DocumentStore documents, TextVectors vectors, Spread spread) {
    this.documents = documents;
    this.vectors = vectors;
    this.spread = spread;
  }

  /** Stores a document; the same content again changes nothing. */
  public Outcome put(DocumentRef ref, Source source, Precondition precondition, Progress progress) {
    Optional<DocumentState> known = documents.find(ref).await().atMost(DATABASE_TIMEOUT);
    boolean same = known.isPresent() && known.get().contentHash().equals(source.hash());
    if (same && precondition.equals(Precondition.NONE)) {
      return new Outcome.Visible(new Publication(known.get(), false));
    }
    return switch (DocumentParser.parse(
        ref.documentId(), source.name(), source.parsedAs(), source.content())) {
      case ParsedDocument.Rejected rejected -> new Outcome.Unusable(rejected.faults());
      case ParsedDocument.Parsed parsed -> {
        try {
          vectors.of(ref.tenantId(), parsed.entries(), progress::embedded);
        } catch (EmbeddingException e) {
          yield new Outcome.NotNow(e.getMessage());
        }
        yield publish(ref, source, parsed, precondition);
      }
    };
  }

  private Outcome publish(
      DocumentRef ref, Source source, ParsedDocument.Parsed parsed, Precondition precondition) {
    NewVersion version =
        new NewVersion(
            DocumentKind.DOCUMENT,
            source.name(),
            source.format(),
            source.content(),
            source.hash(),
            source.author(),
            false,
            parsed.entries());
    PublishOutcome outcome =
        documents.publish(ref, version, precondition).await().atMost(DATABASE_TIMEOUT);
    if (outcome instanceof PublishOutcome.Published published) {
      if (published.publication().changed()) {
        spread.changed(ref.tenantId());
      }
      return new Outcome.Visible(published.publication());
    }
    return new Outcome.Refused(outcome);
  }

  /** Takes a document away, if it is there in the version that is expected. */
  public DeleteOutcome delete(DocumentRef ref, Optional<Long> expected) {
    DeleteOutcome outcome =
        documents.delete(ref, DocumentKind.DOCUMENT, expected).await().atMost(DATABASE_TIMEOUT);
    if (outcome instanceof DeleteOutcome.Gone) {
      spread.changed(ref.tenantId());
    }
    return outcome;
  }
}
