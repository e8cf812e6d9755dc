package io.kefu.rag.follow;

import io.kefu.rag.index.LuceneEngine;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the index is open and holds what the database held at start. */
@Readiness
@ApplicationScoped
class IndexReadiness implements HealthCheck {

  private final IndexFollower follower;
  private final LuceneEngine engine;

  IndexReadiness(IndexFollower follower, LuceneEngine engine) {
    this.follower = follower;
    this.engine = engine;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("search index caught up")
        .status(follower.isReady())
        .withData("tenants", engine.tenants().size())
        .build();
  }
}
