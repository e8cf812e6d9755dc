package io.kefu.ai.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.Settings;
import io.kefu.ai.budget.Budgets.State;
import io.kefu.ai.budget.UsageLedger.Spent;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetsTest {

  @ParameterizedTest
  @CsvSource({"999,4999999,OPEN", "1000,0,SPENT", "0,5000000,SPENT", "1001,5000001,SPENT"})
  void aDayEndsWithTheFirstLimitReached(long tokens, long costMicros, State expected) {
    BudgetConfig config =
        Settings.of(
            BudgetConfig.class,
            Map.of("kefu.ai.budget.daily.tokens", "1000", "kefu.ai.budget.daily.cost", "5"));

    assertThat(Budgets.judge(config.daily(), new Spent(tokens, costMicros))).isEqualTo(expected);
  }
}
