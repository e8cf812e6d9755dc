package io.kefu.rag.store;

import io.kefu.rag.embedding.Embedder;
import io.kefu.rag.knowledge.EntryVectorizer;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
    Set<String> texts = new LinkedHashSet<>();
    entries.forEach(entry -> texts.addAll(EntryVectorizer.texts(entry)));
    Map<String, float[]> vectors = new HashMap<>();
    progress.embedded(0, texts.size());
    List<String> batch = new ArrayList<>(BATCH);
    for (String text : texts) {
      batch.add(text);
      if (batch.size() == BATCH) {
        addVectors(tenantId, model, batch, vectors);
        batch.clear();
        progress.embedded(vectors.size(), texts.size());
      }
    }
    addVectors(tenantId, model, batch, vectors);
    Function<String, float[]> known = vectors::get;
    return entries.stream().map(entry -> EntryVectorizer.vectorize(entry, known)).toList();
  }

  private void addVectors(
      String tenantId, Embedder model, List<String> texts, Map<String, float[]> vectors) {
    if (texts.isEmpty()) {
      return;
    }
    Map<String, String> textOf = new HashMap<>();
    texts.forEach(text -> textOf.put(hash(text), text));
    Map<String, float[]> stored =
        store.find(tenantId, model.model(), textOf.keySet()).await().atMost(DATABASE_TIMEOUT);
    Map<String, float[]> fresh = new HashMap<>();
    textOf.forEach(
        (hash, text) -> {
          float[] vector = stored.get(hash);
          if (vector == null) {
            vector = model.embed(text);
            fresh.put(hash, vector);
          }
          vectors.put(text, vector);
        });
    store.keep(tenantId, model.model(), fresh).await().atMost(DATABASE_TIMEOUT);
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
