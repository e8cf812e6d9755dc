package io.kefu.rag.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A tenant's index that is being filled anew beside the one that serves. Nobody searches it until
 * {@link LuceneEngine#finish} puts it in the other's place. Used by one thread at a time.
 */
public final class IndexBuild {

  private final String tenantId;
  private final Path folder;
  private final TenantIndex index;

  IndexBuild(String tenantId, Path folder, TenantIndex index) {
    this.tenantId = tenantId;
    this.folder = folder;
    this.index = index;
  }

  /** Whose index it is. */
  public String tenantId() {
    return tenantId;
  }

  /** How far it has come. */
  public Watermark watermark() {
    return index.watermark();
  }

  /** Takes over documents and the watermark they lead to. */
  public void apply(List<IndexedDocument> documents, Watermark reached) {
    try {
      index.apply(documents, reached);
    } catch (IOException e) {
      throw new UncheckedIOException("the new index of a tenant cannot be written", e);
    }
  }

  /** Makes it as fast as it can be, before it serves. */
  public void compact() {
    try {
      index.compact();
    } catch (IOException e) {
      throw new UncheckedIOException("the new index of a tenant cannot be compacted", e);
    }
  }

  Path folder() {
    return folder;
  }

  TenantIndex index() {
    return index;
  }
}
