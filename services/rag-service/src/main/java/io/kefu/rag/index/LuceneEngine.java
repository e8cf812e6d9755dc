package io.kefu.rag.index;

import io.kefu.rag.embedding.BgeSmallZh;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jboss.logging.Logger;

/**
 * The engine of one replica: one Lucene index a tenant, so that no tenant's words weigh on
 * another's scores and none can be found from another. Thread-safe.
 */
@ApplicationScoped
public class LuceneEngine implements RetrievalEngine {

  private static final Logger LOG = Logger.getLogger(LuceneEngine.class);

  private final Map<String, TenantIndex> tenants = new ConcurrentHashMap<>();
  private final Path folder;
  private final boolean temporary;
  private final String embeddingModel;
  private final long cacheBytes;

  /** Prepares the folder; indexes are opened when their tenant first appears. */
  @Inject
  public LuceneEngine(IndexConfig config) throws IOException {
    this(
        config.dir().isPresent() ? config.dir().get() : Files.createTempDirectory("kefu-rag-index"),
        config.dir().isEmpty(),
        BgeSmallZh.MODEL,
        config.cacheBytes());
  }

  /** An engine in a folder; for evaluation and tests. */
  public LuceneEngine(Path folder, boolean temporary, String embeddingModel, long cacheBytes)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.temporary = temporary;
    this.embeddingModel = embeddingModel;
    this.cacheBytes = cacheBytes;
  }

  @Override
  public Found search(String tenantId, Query query) {
    TenantIndex index = tenants.get(tenantId);
    if (index == null) {
      return new Found(List.of(), Map.of(), Set.of());
    }
    try {
      return index.search(query);
    } catch (IOException e) {
      throw new UncheckedIOException("the index of a tenant cannot be read", e);
    }
  }

  /** How far a tenant's index has come. */
  public Watermark watermark(String tenantId) {
    return index(tenantId).watermark();
  }

  /** Takes over documents of a tenant and the watermark they lead to, in one step. */
  public void apply(String tenantId, List<IndexedDocument> documents, Watermark reached) {
    try {
      index(tenantId).apply(documents, reached);
    } catch (IOException e) {
      throw new UncheckedIOException("the index of a tenant cannot be written", e);
    }
  }

  /** Empties a tenant's index, so that it is filled anew. */
  public void clear(String tenantId) {
    try {
      index(tenantId).clear();
    } catch (IOException e) {
      throw new UncheckedIOException("the index of a tenant cannot be written", e);
    }
  }

  /** Tenants whose index is open. */
  public Set<String> tenants() {
    return Set.copyOf(tenants.keySet());
  }

  /** Closes every index. */
  @PreDestroy
  public void close() {
    for (TenantIndex index : tenants.values()) {
      try {
        index.close();
      } catch (IOException e) {
        LOG.warnf("an index was not closed cleanly: %s", e.getMessage());
      }
    }
    tenants.clear();
    if (temporary) {
      delete(folder);
    }
  }

  private TenantIndex index(String tenantId) {
    return tenants.computeIfAbsent(tenantId, this::open);
  }

  private TenantIndex open(String tenantId) {
    Path own = folder.resolve(folderName(tenantId));
    try {
      return openIn(own);
    } catch (LockObtainFailedException e) {
      throw new IllegalStateException(
          "another process uses the index folder "
              + folder
              + ": give each replica its own kefu.rag.index.dir",
          e);
    } catch (IOException | IllegalArgumentException e) {
      // Cut off in the middle of a write, or written by another version: the truth is elsewhere.
      LOG.warnf("index %s is unreadable (%s); building it anew", own, e.getMessage());
      delete(own);
      try {
        return openIn(own);
      } catch (IOException again) {
        throw new UncheckedIOException("the index folder " + own + " cannot be used", again);
      }
    }
  }

  private TenantIndex openIn(Path own) throws IOException {
    return new TenantIndex(
        FSDirectory.open(Files.createDirectories(own)), embeddingModel, cacheBytes);
  }

  /** Any tenant id as a folder name: hexadecimal, so that nothing in it is a path. */
  private static String folderName(String tenantId) {
    return "tenant-" + HexFormat.of().formatHex(tenantId.getBytes(StandardCharsets.UTF_8));
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warnf("could not delete %s: %s", folder, e.getMessage());
    }
  }
}
