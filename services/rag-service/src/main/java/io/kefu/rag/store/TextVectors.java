package io.kefu.rag.store;

import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.Embedder;
import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.knowledge.EntryVectorizer;
import io.kefu.rag.knowledge.EntryVectorizer.Text;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.store.VectorStore.Kept;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives entries their vectors: from the store when the text was ever embedded, else from the model,
 * kept at once. A restart or a second replica therefore embeds nothing again. Blocks the calling
 * thread.
 */
@ApplicationScoped
public class TextVectors {

  /** Texts looked up, embedded and kept together: a long document loses little when cut off. */
  private static final int BATCH = 64;

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

  private final Optional<Embedder> embedder;
  private final VectorStore store;

  /** Hears how many of how many texts have their vectors. */
  @FunctionalInterface
  public interface Listener {
    /** Some more are done. */
    void embedded(int done, int total);
  }

  /** Uses the model of this process, if one is on. */
  public TextVectors(Optional<Embedder> embedder, VectorStore store) {
    this.embedder = embedder;
    this.store = store;
  }

  /**
   * Entries with their vectors; without, when the model is off.
   *
   * @throws Embedder.EmbeddingException when the model fails
   */
  public List<VectorizedEntry> of(String tenantId, List<KnowledgeEntry> entries) {
    return of(tenantId, entries, (done, total) -> {});
  }

  /**
   * The same, telling how far it has come.
   *
   * @param progress hears the number of texts done and of all texts, on this thread
   */
  public List<VectorizedEntry> of(
      String tenantId, List<KnowledgeEntry> entries, Listener progress) {
    if (embedder.isEmpty()) {
      return entries.stream().map(VectorizedEntry::withoutVectors).toList();
    }
    Embedder model = embedder.get();
    Map<String, Boolean> texts = new LinkedHashMap<>();
    entries.stream()
        .flatMap(entry -> EntryVectorizer.texts(entry).stream())
        .forEach(text -> texts.merge(text.normalized(), text.withTokens(), Boolean::logicalOr));
    Map<String, Embedded> vectors = new HashMap<>();
    progress.embedded(0, texts.size());
    List<Text> batch = new ArrayList<>(BATCH);
    for (Map.Entry<String, Boolean> text : texts.entrySet()) {
      batch.add(new Text(text.getKey(), text.getValue()));
      if (batch.size() == BATCH) {
        addVectors(tenantId, model, batch, vectors);
        batch.clear();
        progress.embedded(vectors.size(), texts.size());
      }
    }
    addVectors(tenantId, model, batch, vectors);
    return entries.stream().map(entry -> EntryVectorizer.vectorize(entry, vectors::get)).toList();
  }

  private void addVectors(
      String tenantId, Embedder model, List<Text> texts, Map<String, Embedded> vectors) {
    if (texts.isEmpty()) {
      return;
    }
    Map<String, Text> textOf = new HashMap<>();
    texts.forEach(text -> textOf.put(hash(text.normalized()), text));
    Map<String, Kept> stored =
        store.find(tenantId, model.model(), textOf.keySet()).await().atMost(DATABASE_TIMEOUT);
    Map<String, Kept> fresh = new HashMap<>();
    textOf.forEach(
        (hash, text) -> {
          Kept kept = stored.get(hash);
          if (kept == null || (text.withTokens() && kept.tokens().isEmpty())) {
            kept = embed(model, text);
            fresh.put(hash, kept);
          }
          vectors.put(
              text.normalized(),
              new Embedded(kept.vector(), kept.tokens().orElse(TokenVectors.NONE)));
        });
    store.keep(tenantId, model.model(), fresh).await().atMost(DATABASE_TIMEOUT);
  }

  private static Kept embed(Embedder model, Text text) {
    if (!text.withTokens()) {
      return new Kept(model.vector(text.normalized()), Optional.empty());
    }
    Embedded embedded = model.embed(text.normalized());
    return new Kept(embedded.vector(), Optional.of(embedded.tokens()));
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
