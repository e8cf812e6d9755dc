package io.kefu.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Token buckets of the REST API and of socket upgrades. Shared by all replicas through Redis; each
 * replica counts alone while Redis is away. What an agent may send on its socket is bounded by
 * {@code kefu.session}.
 */
@ConfigMapping(prefix = "kefu.limit")
public interface LimitConfig {

  /** Off only where a gateway in front already limits. */
  @WithDefault("true")
  boolean enabled();

  /** One network address: an office behind one NAT shares it, so it is wide. */
  Bucket address();

  /** One user or API key: far above what a console or a sensible integration needs. */
  Bucket subject();

  /** One agent over REST; its messages go over the socket. */
  Bucket agent();

  /** Logins of one address: each costs a slow hash, and a hundred PCs may start at once. */
  Bucket login();

  /** Refreshes of one address; cheap, and after a restart every agent behind a NAT asks. */
  Bucket refresh();

  /** Enrolments of one address: a person types them. */
  Bucket enrol();

  /** Socket upgrades of one address: a whole office reconnects when its line comes back. */
  Bucket upgrade();

  /** How long one question to Redis may take before this replica counts alone. */
  @WithDefault("300ms")
  Duration patience();

  /** How long a replica counts alone before it asks Redis again. */
  @WithDefault("5s")
  Duration retry();

  /** Buckets a replica keeps while it counts alone. */
  @WithDefault("100000")
  int localBuckets();

  /** A bucket of tokens; each request takes one. */
  interface Bucket {

    /** Requests at once. */
    int burst();

    /** Requests a second for long. */
    double perSecond();
  }
}
