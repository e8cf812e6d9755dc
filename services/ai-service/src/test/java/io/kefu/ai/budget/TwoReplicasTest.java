package io.kefu.ai.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.OnModels;
import io.kefu.ai.Settings;
import io.kefu.ai.budget.Budgets.State;
import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.Providers;
import io.kefu.ai.tenant.TenantSettingsStore;
import io.kefu.chassis.tenancy.TenantScope;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Two replicas spend one tenant's day: the account is one, in the database. */
@OnModels
class TwoReplicasTest {

  private static final int LIMIT = 1_000;
  private static final int CALL = 30;
  private static final int AT_ONCE = 4;

  @Inject TenantScope tenants;
  @Inject Providers providers;
  @Inject TenantSettingsStore settings;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

  /** What one replica has of its own. */
  private final class Replica {
    private final UsageLedger ledger;
    private final Budgets budgets;

    Replica() {
      BudgetConfig config =
          Settings.of(
              BudgetConfig.class,
              Map.of(
                  "kefu.ai.budget.daily.tokens",
                  Integer.toString(LIMIT),
                  "kefu.ai.budget.patience",
                  "PT60S",
                  // The bound is that of calls at once; a slow database would add its delay.
                  "kefu.ai.budget.noted",
                  "PT60S"));
      ledger = new UsageLedger(tenants, providers, settings, config, clock, metrics);
      budgets = new Budgets(config, ledger, settings, metrics);
    }

    void spend() {
      while (budgets.state(tenant).allows()) {
        ledger.note(
            tenant,
            List.of(new Attempt("deepseek", "deepseek-flash", null, null, CALL - 10, 10, 5)));
      }
    }
  }

  @Test
  void theyOverspendByTheCallsUnderWayAndNoMore() {
    Replica first = new Replica();
    Replica second = new Replica();

    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        calls.submit(first::spend);
        calls.submit(second::spend);
      }
    }

    long spent = first.ledger.spentToday(tenant).tokens();
    assertThat(spent).isBetween((long) LIMIT, LIMIT - 1L + 2L * AT_ONCE * CALL);
    assertThat(second.ledger.spentToday(tenant).tokens()).isEqualTo(spent);
    assertThat(first.budgets.state(tenant)).isEqualTo(State.SPENT);
    assertThat(second.budgets.state(tenant)).isEqualTo(State.SPENT);
    assertThat(first.budgets.state("t" + UUID.randomUUID())).isEqualTo(State.OPEN);
  }
}
