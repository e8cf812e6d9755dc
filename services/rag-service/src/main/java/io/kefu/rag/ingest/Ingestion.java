package io.kefu.rag.ingest;

import io.kefu.rag.embedding.Embedder.EmbeddingException;
import io.kefu.rag.follow.IndexFollower;
import io.kefu.rag.follow.KnowledgeEvents;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentState;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.Publication;
import io.kefu.rag.store.TextVectors;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
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

    /** The model failed; the same request may be sent again. */
    record NotNow(String cause) implements Outcome {}
  }

  private final DocumentStore documents;
  private final TextVectors vectors;
  private final IndexFollower follower;
  private final KnowledgeEvents events;

  /** Wires the stages. */
  public Ingestion(
      DocumentStore documents,
      TextVectors vectors,
      IndexFollower follower,
      KnowledgeEvents events) {
    this.documents = documents;
    this.vectors = vectors;
    this.follower = follower;
    this.events = events;
  }

  /** Stores a document; the same content again changes nothing. */
  public Outcome put(DocumentRef ref, String name, DocumentFormat format, String content) {
    String hash = hash(name, format.name(), content);
    Optional<DocumentState> known = documents.find(ref).await().atMost(DATABASE_TIMEOUT);
    if (known.isPresent() && known.get().contentHash().equals(hash)) {
      return new Outcome.Visible(new Publication(known.get(), false));
    }
    return switch (DocumentParser.parse(ref.documentId(), name, format, content)) {
      case ParsedDocument.Rejected rejected -> new Outcome.Unusable(rejected.faults());
      case ParsedDocument.Parsed parsed -> {
        try {
          vectors.of(ref.tenantId(), parsed.entries());
        } catch (EmbeddingException e) {
          yield new Outcome.NotNow(e.getMessage());
        }
        Publication publication =
            documents
                .publish(ref, name, format.name(), content, hash, parsed.entries())
                .await()
                .atMost(DATABASE_TIMEOUT);
        spread(ref.tenantId(), publication.changed());
        yield new Outcome.Visible(publication);
      }
    };
  }

  /** Takes a document away; nothing when there is none. */
  public Optional<DocumentState> delete(DocumentRef ref) {
    Optional<DocumentState> gone = documents.delete(ref).await().atMost(DATABASE_TIMEOUT);
    spread(ref.tenantId(), gone.isPresent());
    return gone;
  }

  private void spread(String tenantId, boolean changed) {
    if (changed) {
      follower.catchUp(tenantId);
      events.publishPending();
    }
  }

  private static String hash(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
