package io.kefu.erp.alert;

import io.kefu.erp.ErpConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is wrong. */
public enum Alert {
  /** Too few of the last hour's pushes and pulls succeeded. */
  LOW_SUCCESS,
  /** Too many of them failed. */
  MANY_FAILURES,
  /** None has succeeded for long. */
  SILENT;

  /**
   * What is known of a tenant.
   *
   * @param succeeded in the last hour
   * @param failed in the last hour
   * @param quietSince the last success, or the set-up when there was none
   * @param stopped whether the kill switch is thrown: silence is wanted then
   */
  public record Facts(long succeeded, long failed, Instant quietSince, boolean stopped) {

    /** Share of successes, 0 to 1; 1 when nothing was done. */
    public double success() {
      return succeeded + failed == 0 ? 1 : (double) succeeded / (succeeded + failed);
    }
  }

  /** Stable code. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Judges. Pure. */
  public static Set<Alert> of(Facts facts, ErpConfig.Alert limits, Instant now) {
    Set<Alert> alerts = EnumSet.noneOf(Alert.class);
    if (facts.succeeded() + facts.failed() >= limits.leastCount()
        && facts.success() < limits.leastSuccess()) {
      alerts.add(LOW_SUCCESS);
    }
    if (facts.failed() > limits.mostFailures()) {
      alerts.add(MANY_FAILURES);
    }
    if (!facts.stopped()
        && Duration.between(facts.quietSince(), now).compareTo(limits.silence()) >= 0) {
      alerts.add(SILENT);
    }
    return alerts;
  }
}
