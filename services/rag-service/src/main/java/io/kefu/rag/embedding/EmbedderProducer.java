package io.kefu.rag.embedding;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes the embedding model of this process, or none: search works without it. */
@ApplicationScoped
class EmbedderProducer {

  private static final Logger LOG = Logger.getLogger(EmbedderProducer.class);

  @Produces
  @Singleton
  Optional<Embedder> embedder(EmbeddingConfig config) {
    if (!config.enabled()) {
      LOG.warn("the embedding model is off: searching with keywords only");
      return Optional.empty();
    }
    try {
      return Optional.of(new BgeSmallZh(config.threads()));
    } catch (Embedder.EmbeddingException | LinkageError e) {
      // A platform without the native runtime still gets a working service.
      LOG.errorf("no embedding model (%s): searching with keywords only", e.getMessage());
      return Optional.empty();
    }
  }

  void close(@Disposes Optional<Embedder> embedder) {
    embedder
        .filter(BgeSmallZh.class::isInstance)
        .map(BgeSmallZh.class::cast)
        .ifPresent(BgeSmallZh::close);
  }
}
