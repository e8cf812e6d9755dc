package io.kefu.ai.budget;

import io.kefu.ai.budget.BudgetConfig.Limits;
import io.kefu.ai.budget.UsageLedger.Spent;
import io.kefu.ai.tenant.TenantSettings.Budget;
import io.kefu.ai.tenant.TenantSettingsStore;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Says whether a tenant may still spend today. Calls under way when the limit is reached are not
 * stopped, so a day may exceed it by as many calls as run at once. Blocks its caller.
 */
@ApplicationScoped
public class Budgets {

  private static final Logger LOG = Logger.getLogger(Budgets.class);
  private static final int MICRO_DIGITS = 6;

  /** A tenant's budget today. */
  public enum State {
    /** No limit is set. */
    UNLIMITED,
    /** There is something left. */
    OPEN,
    /** Nothing is left until tomorrow. */
    SPENT,
    /** The account cannot be read; nothing is spent until it can. */
    UNKNOWN;

    /** Stable code on the wire. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a model may be asked. */
    public boolean allows() {
      return this == UNLIMITED || this == OPEN;
    }
  }

  private final BudgetConfig config;
  private final UsageLedger ledger;
  private final TenantSettingsStore tenants;
  private final MeterRegistry metrics;

  /** Reads the limits. */
  public Budgets(
      BudgetConfig config, UsageLedger ledger, TenantSettingsStore tenants, MeterRegistry metrics) {
    this.tenants = tenants;
    this.config = config;
    this.ledger = ledger;
    this.metrics = metrics;
  }

  /** The state of a tenant's day. */
  public State state(String tenantId) {
    Limits limits = config.tenants().getOrDefault(tenantId, config.daily());
    Limits own = new OwnLimits(tenants.of(tenantId).settings().budget());
    if (isNone(limits) && isNone(own)) {
      return State.UNLIMITED;
    }
    try {
      Spent spent = ledger.spentToday(tenantId);
      // The tenant's own limit can only be the tighter one.
      return judge(limits, spent) == State.SPENT ? State.SPENT : judge(own, spent);
    } catch (RuntimeException e) {
      metrics.counter("error_count_total", "code", "budget_unknown", "topic", "budget").increment();
      LOG.errorf("the budget could not be checked: %s", e.getClass());
      return State.UNKNOWN;
    }
  }

  private static boolean isNone(Limits limits) {
    return limits.tokens().isEmpty() && limits.cost().isEmpty();
  }

  private record OwnLimits(Budget budget) implements Limits {
    @Override
    public Optional<Long> tokens() {
      return Optional.ofNullable(budget).map(Budget::dailyTokens);
    }

    @Override
    public Optional<BigDecimal> cost() {
      return Optional.ofNullable(budget).map(Budget::dailyCost);
    }
  }

  static State judge(Limits limits, Spent spent) {
    boolean tokens = limits.tokens().filter(limit -> spent.tokens() >= limit).isPresent();
    BigDecimal cost = BigDecimal.valueOf(spent.costMicros(), MICRO_DIGITS);
    boolean money = limits.cost().filter(limit -> cost.compareTo(limit) >= 0).isPresent();
    return tokens || money ? State.SPENT : State.OPEN;
  }
}
