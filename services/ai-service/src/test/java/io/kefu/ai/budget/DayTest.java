package io.kefu.ai.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.Settings;
import io.kefu.ai.tenant.TenantSettings;
import io.kefu.ai.tenant.TenantSettings.Budget;
import io.kefu.ai.tenant.TenantSettingsConfig;
import io.kefu.ai.tenant.TenantSettingsStore;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a tenant's day begins, and with it its budget. */
class DayTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T15:59:59Z,,2026-11-22",
    "2026-11-22T16:00:00Z,,2026-11-23",
    "2026-11-22T10:59:59Z,Pacific/Auckland,2026-11-22",
    "2026-11-22T11:00:00Z,Pacific/Auckland,2026-11-23",
    "2026-11-22T16:00:00Z,America/New_York,2026-11-22",
    // The clocks go back: the day has 25 hours and one name.
    "2026-11-01T04:30:00Z,America/New_York,2026-11-01",
    "2026-11-02T04:59:59Z,America/New_York,2026-11-01"
  })
  void aDayBeginsWhereTheTenantIs(Instant now, String zone, LocalDate day) {
    TenantSettings settings =
        new TenantSettings(null, null, null, zone == null ? null : new Budget(zone, 1L, null));
    TenantSettingsStore store =
        new TenantSettingsStore(
            null, null, Settings.of(TenantSettingsConfig.class, Map.of()), Clock.systemUTC()) {
          @Override
          public Versioned of(String tenantId) {
            return new Versioned(1, settings);
          }
        };
    BudgetConfig config = Settings.of(BudgetConfig.class, Map.of());
    UsageLedger ledger =
        new UsageLedger(null, null, store, config, Clock.fixed(now, ZoneOffset.UTC), null);

    assertThat(ledger.today("acme")).isEqualTo(day);
  }
}
