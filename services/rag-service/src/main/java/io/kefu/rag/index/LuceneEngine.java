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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The engine of one replica: one Lucene index a tenant, so that no tenant's words weigh on
 * another's scores and none can be found from another. An index that must be filled anew is filled
 * beside the old one, which serves until the new one is whole. Thread-safe.
 */
@ApplicationScoped
public class LuceneEngine implements RetrievalEngine {

  private static final Logger LOG = Logger.getLogger(LuceneEngine.class);

  private final Map<String, TenantIndex> tenants = new ConcurrentHashMap<>();
  private final Set<IndexBuild> builds = ConcurrentHashMap.newKeySet();
  private final Path folder;
  private final boolean temporary;
  private final String embeddingModel;
  private final long cacheBytes;
  private final boolean vectorStage;

  /** Prepares the folder; indexes are opened when their tenant first appears. */
  @Inject
  public LuceneEngine(
      IndexConfig config,
      @ConfigProperty(name = "kefu.rag.engine", defaultValue = "lucene") String engine)
      throws IOException {
    this(
        config.dir().isPresent() ? config.dir().get() : Files.createTempDirectory("kefu-rag-index"),
        config.dir().isEmpty(),
        BgeSmallZh.MODEL,
        config.cacheBytes(),
        engine.equals("lucene"));
  }

  /** An engine in a folder; for evaluation and tests. */
  public LuceneEngine(Path folder, boolean temporary, String embeddingModel, long cacheBytes)
      throws IOException {
    this(folder, temporary, embeddingModel, cacheBytes, true);
  }

  /**
   * The same.
   *
   * @param vectorStage whether vectors are searched here; otherwise somebody else says which
   *     entries are near
   */
  public LuceneEngine(
      Path folder, boolean temporary, String embeddingModel, long cacheBytes, boolean vectorStage)
      throws IOException {
    this.vectorStage = vectorStage;
    this.folder = Files.createDirectories(folder);
    this.temporary = temporary;
    this.embeddingModel = embeddingModel;
    this.cacheBytes = cacheBytes;
  }

  @Override
  public Found search(String tenantId, Query query) {
    return search(tenantId, query, List.of());
  }

  /**
   * The same, with entries that another engine holds for near: they count as found, if this index
   * holds them in that very version and they pass the question's filters.
   */
  public Found search(String tenantId, Query query, List<VersionedKey> near) {
    return ask(tenantId, index -> index.search(query, near))
        .orElseGet(() -> new Found(List.of(), Map.of(), Set.of()));
  }

  @Override
  public String spelled(String tenantId, String normalized) {
    return ask(tenantId, index -> index.spelled(normalized)).orElse(normalized);
  }

  @Override
  public Map<VersionedKey, Surroundings> around(
      String tenantId, List<VersionedKey> passages, int characters) {
    return ask(tenantId, index -> index.around(passages, characters)).orElse(Map.of());
  }

  /** Something to ask of an index. */
  private interface Question<T> {
    T of(TenantIndex index) throws IOException;
  }

  private <T> Optional<T> ask(String tenantId, Question<T> question) {
    TenantIndex index = tenants.get(tenantId);
    while (index != null) {
      try {
        return Optional.of(question.of(index));
      } catch (AlreadyClosedException e) {
        // A new generation took its place between the two lines: that one knows.
        TenantIndex now = tenants.get(tenantId);
        if (now == index) {
          throw e;
        }
        index = now;
      } catch (IOException e) {
        throw new UncheckedIOException("the index of a tenant cannot be read", e);
      }
    }
    return Optional.empty();
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

  /**
   * Makes a tenant's index as fast as it can be, after it was filled. Takes about a minute for a
   * hundred thousand passages, while changes and searches go on; nothing is lost when it fails.
   */
  public void compact(String tenantId) {
    try {
      index(tenantId).compact();
    } catch (AlreadyClosedException e) {
      LOG.debug("another generation serves already, or the service ends");
    } catch (IOException e) {
      throw new UncheckedIOException("the index of a tenant cannot be compacted", e);
    }
  }

  /** Begins an empty index of a tenant beside the one that serves. */
  public IndexBuild begin(String tenantId) {
    try {
      Path own = new Generations(folder(tenantId)).next();
      IndexBuild build = new IndexBuild(tenantId, own, openIn(own));
      builds.add(build);
      return build;
    } catch (IOException e) {
      throw new UncheckedIOException("a new index of a tenant cannot be begun", e);
    }
  }

  /**
   * Lets a filled index serve in the place of the tenant's old one, which is deleted. The caller
   * sees to it that nothing is applied to the old one any more.
   */
  public void finish(IndexBuild build) {
    Generations generations;
    try {
      generations = new Generations(folder(build.tenantId()));
      generations.serve(build.folder());
    } catch (IOException e) {
      throw new UncheckedIOException("a new index of a tenant cannot take over", e);
    }
    builds.remove(build);
    TenantIndex old = tenants.put(build.tenantId(), build.index());
    if (old != null) {
      closeQuietly(old);
    }
    try {
      generations.deleteAllBut(build.folder());
    } catch (IOException e) {
      LOG.warnf("an old index was not deleted, the next start does it: %s", e.getMessage());
    }
  }

  /** Gives up an index that was begun; the old one goes on serving. */
  public void abandon(IndexBuild build) {
    if (builds.remove(build)) {
      closeQuietly(build.index());
      Generations.delete(build.folder());
    }
  }

  /** Tenants whose index is open. */
  public Set<String> tenants() {
    return Set.copyOf(tenants.keySet());
  }

  /** Closes every index. */
  @PreDestroy
  public void close() {
    builds.forEach(this::abandon);
    tenants.values().forEach(LuceneEngine::closeQuietly);
    tenants.clear();
    if (temporary) {
      Generations.delete(folder);
    }
  }

  private static void closeQuietly(TenantIndex index) {
    try {
      index.close();
    } catch (IOException e) {
      LOG.warnf("an index was not closed cleanly: %s", e.getMessage());
    }
  }

  private TenantIndex index(String tenantId) {
    return tenants.computeIfAbsent(tenantId, this::open);
  }

  private TenantIndex open(String tenantId) {
    Path own = null;
    try {
      Generations generations = new Generations(folder(tenantId));
      own = generations.serving();
      TenantIndex opened = openIn(own);
      generations.serve(own);
      generations.deleteAllBut(own);
      return opened;
    } catch (LockObtainFailedException e) {
      throw new IllegalStateException(
          "another process uses the index folder "
              + folder
              + ": give each replica its own kefu.rag.index.dir",
          e);
    } catch (IOException | IllegalArgumentException e) {
      // Cut off in the middle of a write, or written by another version: the truth is elsewhere.
      LOG.warnf("index %s is unreadable (%s); building it anew", own, e.getMessage());
      Generations.delete(folder(tenantId));
      try {
        return openIn(new Generations(folder(tenantId)).serving());
      } catch (IOException again) {
        throw new UncheckedIOException("the index folder " + own + " cannot be used", again);
      }
    }
  }

  private TenantIndex openIn(Path own) throws IOException {
    return new TenantIndex(
        FSDirectory.open(Files.createDirectories(own)), embeddingModel, cacheBytes, vectorStage);
  }

  /** Any tenant id as a folder name: hexadecimal, so that nothing in it is a path. */
  private Path folder(String tenantId) {
    return folder.resolve(
        "tenant-" + HexFormat.of().formatHex(tenantId.getBytes(StandardCharsets.UTF_8)));
  }
}
