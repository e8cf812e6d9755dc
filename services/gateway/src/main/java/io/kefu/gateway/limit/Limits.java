package io.kefu.gateway.limit;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Takes a token of a bucket: in Redis, or in this replica's memory while Redis does not answer.
 * After a failure Redis is left alone for some seconds, so that its silence costs one request its
 * patience and not every request.
 */
@ApplicationScoped
public class Limits {

  /** Buckets that all replicas share. */
  @FunctionalInterface
  interface Shared {

    /** One token of a bucket; fails when nobody can say. */
    Uni<Verdict> take(String key, int burst, double perSecond);
  }

  /** What is counted, and whose bucket it is. */
  enum Kind {
    ADDRESS,
    SUBJECT,
    AGENT,
    LOGIN,
    REFRESH,
    ENROL,
    UPGRADE
  }

  private static final Logger LOG = Logger.getLogger(Limits.class);

  private final LimitConfig config;
  private final Shared shared;
  private final LocalBuckets local;
  private final Clock clock;
  private volatile Instant alone = Instant.MIN;
  private volatile boolean away;

  /** Counts in Redis from the start. */
  @Inject
  public Limits(LimitConfig config, ReactiveRedisDataSource redis, Clock clock) {
    this(config, new SharedBuckets(redis)::take, clock);
  }

  Limits(LimitConfig config, Shared shared, Clock clock) {
    this.config = config;
    this.shared = shared;
    this.local = new LocalBuckets(config.localBuckets());
    this.clock = clock;
  }

  /** One token for one request. */
  Uni<Verdict> take(Kind kind, String whose) {
    LimitConfig.Bucket bucket = bucket(kind);
    String key = kind.name().toLowerCase(java.util.Locale.ROOT) + ':' + whose;
    Instant now = clock.instant();
    if (now.isBefore(alone)) {
      return Uni.createFrom().item(local.take(key, bucket.burst(), bucket.perSecond()));
    }
    return shared
        .take(key, bucket.burst(), bucket.perSecond())
        .ifNoItem()
        .after(config.patience())
        .fail()
        .invoke(this::back)
        .onFailure()
        .recoverWithItem(
            failure -> {
              countAlone(failure);
              return local.take(key, bucket.burst(), bucket.perSecond());
            });
  }

  boolean enabled() {
    return config.enabled();
  }

  private void countAlone(Throwable failure) {
    alone = clock.instant().plus(config.retry());
    if (!away) {
      away = true;
      LOG.warnf("limits are counted by this replica alone, Redis fails: %s", failure.toString());
    }
  }

  private void back() {
    if (away) {
      away = false;
      LOG.info("limits are counted in Redis again");
    }
  }

  private LimitConfig.Bucket bucket(Kind kind) {
    return switch (kind) {
      case ADDRESS -> config.address();
      case SUBJECT -> config.subject();
      case AGENT -> config.agent();
      case LOGIN -> config.login();
      case REFRESH -> config.refresh();
      case ENROL -> config.enrol();
      case UPGRADE -> config.upgrade();
    };
  }
}
