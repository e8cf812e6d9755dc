package io.kefu.gateway.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of logins and tokens. */
@ConfigMapping(prefix = "kefu.auth")
public interface AuthConfig {

  /** Life of an access token; a withdrawn one is refused earlier through the revocation list. */
  @WithDefault("15m")
  Duration accessTokenLifetime();

  /** Life of a refresh token; each use starts it anew. */
  @WithDefault("14d")
  Duration refreshTokenLifetime();

  /** Longest life of one login, however often it is refreshed. */
  @WithDefault("90d")
  Duration familyLifetime();

  /** Tokens whose checked signature a replica remembers; each costs about half a kilobyte. */
  @WithDefault("20000")
  long verifiedTokens();

  /** How long a password that an administrator gave may wait to be changed. */
  @WithDefault("72h")
  Duration oneTimePasswordLife();

  /** How often each replica reads the revocation list; a revocation is in force everywhere then. */
  @WithDefault("2s")
  Duration revocationPoll();

  /** Hashing of secrets. */
  Hashing hashing();

  /** Lockout after failures. */
  Lockout lockout();

  /** Argon2id; the defaults are OWASP's first choice for small machines. */
  interface Hashing {

    /** Memory of one hash in KiB. */
    @WithDefault("19456")
    int memoryKib();

    /** Passes over the memory. */
    @WithDefault("2")
    int iterations();

    /** Hashes computed at once; each takes the memory above and one core. */
    @WithDefault("2")
    int concurrency();

    /** Logins that may wait for their hash; more are told to come back. */
    @WithDefault("256")
    int queue();
  }

  /** Backoff after failed logins. */
  interface Lockout {

    /** Failures from one address that are free. */
    @WithDefault("5")
    int failuresPerAddress();

    /**
     * Failures from all addresses together that are free; higher, or anyone could lock others out.
     */
    @WithDefault("50")
    int failuresPerName();

    /** First lock; doubles with every further failure. */
    @WithDefault("30s")
    Duration first();

    /** Longest lock. */
    @WithDefault("15m")
    Duration longest();

    /** Failures older than this are forgotten. */
    @WithDefault("1h")
    Duration memory();
  }
}
