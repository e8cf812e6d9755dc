package io.kefu.rag.milvus;

import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine;
import io.kefu.rag.index.Surroundings;
import io.kefu.rag.index.VersionedKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Vectors from Milvus, everything else from the local index: words, filters, versions and the
 * entries themselves. What Milvus names counts only if the local index holds that very version, so
 * a search sees a document in its old or its new version, never in both, whatever Milvus holds at
 * the moment. When it does not answer in time, words alone are searched. Thread-safe.
 */
final class MilvusEngine implements RetrievalEngine {

  private static final Logger LOG = Logger.getLogger(MilvusEngine.class);

  /**
   * Rows asked for: an entry has several, and some may be of a version that is not visible here.
   */
  private static final int DEPTH = 150;

  private final LuceneEngine local;
  private final MilvusVectors vectors;

  MilvusEngine(LuceneEngine local, MilvusVectors vectors) {
    this.local = local;
    this.vectors = vectors;
  }

  @Override
  public String spelled(String tenantId, String normalized) {
    return local.spelled(tenantId, normalized);
  }

  @Override
  public Found search(String tenantId, Query query) {
    Optional<List<VersionedKey>> nearest =
        query.vector().flatMap(vector -> nearest(tenantId, query, vector));
    Found found = local.search(tenantId, query, nearest.orElse(List.of()));
    return query.vector().isPresent() && nearest.isEmpty() ? found.withoutVectorStage() : found;
  }

  @Override
  public Map<VersionedKey, Surroundings> around(
      String tenantId, List<VersionedKey> passages, int characters) {
    return local.around(tenantId, passages, characters);
  }

  private Optional<List<VersionedKey>> nearest(String tenantId, Query query, float[] vector) {
    try {
      return Optional.of(vectors.nearest(tenantId, vector, query.knowledgeBaseIds(), DEPTH));
    } catch (MilvusException e) {
      LOG.debugf("searching words alone: %s", e.getMessage());
      return Optional.empty();
    }
  }
}
