package io.kefu.rag.milvus;

import io.kefu.rag.embedding.BgeSmallZh;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The engine that is configured, {@code kefu.rag.engine}: lucene or milvus. Thread-safe. */
@ApplicationScoped
public class Engines {

  private final RetrievalEngine engine;
  private final Optional<MilvusVectors> milvus;

  /**
   * Chooses the engine.
   *
   * @throws IllegalArgumentException when the name is none
   */
  @Inject
  public Engines(
      LuceneEngine local,
      MilvusConfig config,
      @ConfigProperty(name = "kefu.rag.engine", defaultValue = "lucene") String name) {
    switch (name) {
      case "lucene" -> {
        this.milvus = Optional.empty();
        this.engine = local;
      }
      case "milvus" -> {
        MilvusVectors vectors = new MilvusVectors(config, BgeSmallZh.MODEL);
        this.milvus = Optional.of(vectors);
        this.engine = new MilvusEngine(local, vectors);
      }
      default ->
          throw new IllegalArgumentException("kefu.rag.engine is lucene or milvus, not " + name);
    }
  }

  /** The engine to search with. */
  public RetrievalEngine chosen() {
    return engine;
  }

  /** Name of the engine that keeps vectors outside of this process, if one does. */
  public Optional<String> outside() {
    return milvus.map(MilvusVectors::name);
  }

  /**
   * Hands vectors to the engine outside; nothing without one. The same again changes nothing.
   *
   * @throws MilvusException when it does not take them
   */
  public void put(String tenantId, List<IndexedDocument> documents) {
    milvus.ifPresent(vectors -> vectors.put(tenantId, documents));
  }

  @PreDestroy
  void close() {
    milvus.ifPresent(MilvusVectors::close);
  }
}
