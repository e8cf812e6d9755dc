package io.kefu.erp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the synchronisation. */
@ConfigMapping(prefix = "kefu.erp")
public interface ErpConfig {

  /** Folder of the tenants' {@code connector.yaml} files; absent for a run without an ERP. */
  Optional<Path> connectorsFolder();

  /**
   * Keys that seal what is sensitive in the database: {@code id:key} or {@code id:key,old:key},
   * each key base64url of 32 random bytes; the first one seals. No default: whoever has the keys
   * can read the data, and whoever loses them cannot.
   */
  String dataKeys();

  /** Towards the ERP. */
  Push push();

  /** From the ERP. */
  Pull pull();

  /** What the ERP told, on its way to others. */
  FromErp fromErp();

  /** What the ERP told, on its way to others. */
  interface FromErp {

    /** Time between two looks at what waits to be published. */
    @WithDefault("1s")
    Duration every();
  }

  /** When to call for a person. */
  Alert alert();

  /** When to call for a person. */
  interface Alert {

    /** Share of successes in an hour below which somebody should look, 0 to 1. */
    @WithDefault("0.8")
    double leastSuccess();

    /** Pushes and pulls in an hour below which the share says nothing. */
    @WithDefault("5")
    int leastCount();

    /** Failures in an hour above which somebody should look. */
    @WithDefault("10")
    int mostFailures();

    /** Time without a success after which somebody should look. */
    @WithDefault("PT2H")
    Duration silence();

    /** Time between two looks. */
    @WithDefault("60s")
    Duration every();
  }

  /** Answers in a chat. */
  Lookup lookup();

  /** Answers in a chat. */
  interface Lookup {

    /** How long a caller that names no deadline waits. */
    @WithDefault("PT3S")
    Duration patience();

    /** The longest that anybody waits, whatever deadline they name. */
    @WithDefault("PT10S")
    Duration longest();

    /** How long an answer serves for the same question of the same customer. */
    @WithDefault("PT30S")
    Duration remembered();

    /** Answers kept. */
    @WithDefault("5000")
    int kept();

    /** Questions under way at once, of all tenants; one more is answered unavailable. */
    @WithDefault("16")
    int parallel();

    /** Records answered at most. */
    @WithDefault("5")
    int records();

    /** Failures in a row after which an ERP is left alone for a while. */
    @WithDefault("3")
    int failures();

    /** That while. */
    @WithDefault("PT10S")
    Duration pause();
  }

  /** Towards the ERP. */
  interface Push {

    /** Time between two looks at the queue. */
    @WithDefault("5s")
    Duration every();

    /** Ordinary changes are pushed in rounds this far apart; important ones at once. */
    @WithDefault("PT30M")
    Duration round();

    /** Customers claimed at a time. */
    @WithDefault("50")
    int batch();

    /** Customers pushed side by side; the ERP's rate limit holds besides. */
    @WithDefault("4")
    int parallel();

    /**
     * How long a claim lasts without being renewed; it is renewed before each write. Longer than a
     * few calls that run into their timeouts.
     */
    @WithDefault("PT3M")
    Duration lease();

    /** Pause after the first failure; doubles with each. */
    @WithDefault("PT20S")
    Duration firstBackoff();

    /** Longest pause. */
    @WithDefault("PT30M")
    Duration longestBackoff();

    /** Failures of the ERP's making after which a customer becomes a dead letter. */
    @WithDefault("10")
    int maxAttempts();
  }

  /** From the ERP. */
  interface Pull {

    /** Time between two looks whether a pull is due. */
    @WithDefault("30s")
    Duration checkEvery();

    /** Time from pull to pull. */
    @WithDefault("PT1H")
    Duration every();

    /** How often each row is compared in full, whatever its hash. */
    @WithDefault("P7D")
    Duration reconcile();

    /** How often a page is asked for when the ERP fails, before the pull breaks off. */
    @WithDefault("4")
    int pageAttempts();

    /** Pause before a page is asked for again; doubles with each time, with jitter. */
    @WithDefault("PT1S")
    Duration pagePause();

    /**
     * Up to this much is added to the time between two pulls, so that tenants do not pull at once.
     */
    @WithDefault("PT5M")
    Duration jitter();

    /**
     * How much before the last pull began changes are asked for again, where the ERP can tell them:
     * longer than its clock and ours disagree.
     */
    @WithDefault("PT10M")
    Duration overlap();

    /** How long a pull may take before another replica may begin one. */
    @WithDefault("PT2H")
    Duration lease();
  }
}
