package io.kefu.rag.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.rag.embedding.Embedder.EmbeddingException;
import io.kefu.rag.follow.Spread;
import io.kefu.rag.ingest.ContentHash;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.store.DeleteOutcome;
import io.kefu.rag.store.DocumentKind;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.NewVersion;
import io.kefu.rag.store.Precondition;
import io.kefu.rag.store.PublishOutcome;
import io.kefu.rag.store.TextVectors;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Question/answer entries that are edited one by one: stored with their history, searchable when
 * the call returns. Blocks the calling thread.
 */
@ApplicationScoped
public class CuratedEntries {

  private static final Logger LOG = Logger.getLogger(CuratedEntries.class);
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);
  private static final String FORMAT = "ENTRY";

  private final DocumentStore documents;
  private final TextVectors vectors;
  private final Spread spread;
  private final ObjectMapper json;

  /** Wires the stages. */
  public CuratedEntries(
      DocumentStore documents, TextVectors vectors, Spread spread, ObjectMapper json) {
    this.documents = documents;
    this.vectors = vectors;
    this.spread = spread;
    this.json = json;
  }

  /**
   * Stores an entry.
   *
   * @param expected version that must be the current one, 0 for none; empty to store in any case
   * @throws IllegalArgumentException when the validity would end before it begins
   */
  PublishOutcome put(
      DocumentRef ref, EntryContent sent, Optional<String> author, Optional<Long> expected) {
    EntryContent content = sent.tidy();
    KnowledgeEntry entry = content.toEntry(ref.documentId());
    embed(ref.tenantId(), entry);
    String text = write(content);
    NewVersion version =
        new NewVersion(
            DocumentKind.ENTRY,
            content.questions().getFirst(),
            FORMAT,
            text,
            ContentHash.of(text),
            author,
            content.status() == EntryStatus.DRAFT,
            List.of(entry));
    PublishOutcome outcome =
        documents
            .publish(ref, version, Precondition.version(expected))
            .await()
            .atMost(DATABASE_TIMEOUT);
    if (outcome instanceof PublishOutcome.Published published
        && published.publication().changed()) {
      spread.changed(ref.tenantId());
    }
    return outcome;
  }

  /** The content a version had; nothing when there is no such version. */
  Optional<EntryContent> version(DocumentRef ref, long version) {
    return documents.content(ref, version).await().atMost(DATABASE_TIMEOUT).map(this::read);
  }

  /** Takes an entry away with its history. */
  DeleteOutcome delete(DocumentRef ref, Optional<Long> expected) {
    DeleteOutcome outcome =
        documents.delete(ref, DocumentKind.ENTRY, expected).await().atMost(DATABASE_TIMEOUT);
    if (outcome instanceof DeleteOutcome.Gone) {
      spread.changed(ref.tenantId());
    }
    return outcome;
  }

  /** Before the transaction, so that nothing is held meanwhile; whoever indexes finds it done. */
  private void embed(String tenantId, KnowledgeEntry entry) {
    try {
      vectors.of(tenantId, List.of(entry));
    } catch (EmbeddingException e) {
      LOG.warnf("an entry is found by its words alone until the model is back: %s", e.getMessage());
    }
  }

  private String write(EntryContent content) {
    try {
      return json.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry cannot be written as JSON", e);
    }
  }

  private EntryContent read(String text) {
    try {
      return json.readValue(text, EntryContent.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored entry cannot be read", e);
    }
  }
}
