package io.kefu.rag.milvus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a Milvus is and how long to wait for it; only asked with {@code kefu.rag.engine=milvus}.
 */
@ConfigMapping(prefix = "kefu.rag.milvus")
public interface MilvusConfig {

  /** Address of its RESTful API. */
  @WithDefault("http://localhost:19530")
  URI url();

  /** {@code user:password} or an API key. */
  Optional<String> token();

  /** Name of the collections, the embedding model's name follows. */
  @WithDefault("kefu")
  String collectionPrefix();

  /** A search that has no answer by then goes on with words alone. */
  @WithDefault("500ms")
  Duration searchTimeout();

  /** Time for one write. */
  @WithDefault("5s")
  Duration writeTimeout();

  /** Vectors written in one request. */
  @WithDefault("200")
  int batch();
}
