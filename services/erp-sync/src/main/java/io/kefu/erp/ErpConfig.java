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

    /** How long a pull may take before another replica may begin one. */
    @WithDefault("PT2H")
    Duration lease();
  }
}
