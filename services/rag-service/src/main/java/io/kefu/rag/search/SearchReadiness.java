package io.kefu.rag.search;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Ready when a search needs not wait for the model and the word lists to be loaded: otherwise the
 * first questions after a start would be answered by keywords alone. A model that cannot be loaded
 * keeps nobody waiting; search works without it.
 */
@Readiness
@ApplicationScoped
class SearchReadiness implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(SearchReadiness.class);

  private static final Duration LONGEST_WARMING = Duration.ofSeconds(30);

  private final Runnable warming;
  private volatile Thread thread;
  private volatile boolean warm;

  @Inject
  SearchReadiness(KnowledgeSearch search) {
    this(search::warm);
  }

  SearchReadiness(Runnable warming) {
    this.warming = warming;
  }

  void onStart(@Observes StartupEvent started) {
    thread = Thread.ofPlatform().name("search-warm-up").daemon().start(this::warm);
  }

  /** The native model must not be closed under a thread that is running it. */
  void onStop(@Observes ShutdownEvent stopping) throws InterruptedException {
    if (thread != null) {
      thread.join(LONGEST_WARMING);
    }
  }

  private void warm() {
    try {
      warming.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.warnf("the first searches will be slow or by keywords only (%s)", e.getMessage());
    } finally {
      warm = true;
    }
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("search warmed up").status(warm).build();
  }
}
