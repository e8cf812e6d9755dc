package io.kefu.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.budget.BudgetConfig;
import io.kefu.ai.guard.GuardConfig;
import io.kefu.ai.key.KeyConfig;
import io.kefu.ai.provider.ChainConfig;
import io.kefu.ai.provider.ProviderConfig;
import io.kefu.ai.provider.ProviderKind;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The README's promise: a fleet is pointed at other models by environment variables alone. */
class EnvironmentTest {

  @Test
  void aFakeServerNeedsNothingButTheEnvironment() throws IOException {
    SmallRyeConfig config =
        read(
            Map.of(
                "KEFU_AI_CHAIN_ORDER", "custom,qwen",
                "KEFU_AI_PROVIDERS_CUSTOM_BASE_URL", "http://127.0.0.1:9999/v1",
                "KEFU_AI_PROVIDERS_CUSTOM_MODEL", "fake",
                "KEFU_AI_PROVIDERS_CUSTOM_MAX_CONCURRENT", "256",
                "KEFU_AI_PROVIDERS_QWEN_API_KEY", "sk-1",
                "KEFU_AI_PROVIDERS_QWEN_PRICE_IN", "0.002",
                "KEFU_AI_GUARD_REQUIRE_SUPPORT", "false",
                "KEFU_AI_BUDGET_DAILY_COST", "50",
                "KEFU_AI_KEYS_SECRET", "c2VjcmV0"));

    ProviderConfig providers = config.getConfigMapping(ProviderConfig.class);
    ProviderConfig.Settings custom = providers.byName().get("custom");
    assertThat(config.getConfigMapping(ChainConfig.class).order().orElseThrow())
        .containsExactly("custom", "qwen");
    assertThat(custom.kind()).isEqualTo(ProviderKind.OPENAI_COMPATIBLE);
    assertThat(custom.baseUrl()).contains("http://127.0.0.1:9999/v1");
    assertThat(custom.model()).contains("fake");
    assertThat(custom.maxConcurrent()).isEqualTo(256);
    assertThat(providers.byName().get("qwen").apiKey()).contains("sk-1");
    assertThat(providers.byName().get("qwen").model()).contains("qwen-plus");
    assertThat(providers.byName().get("qwen").price().in()).isEqualByComparingTo("0.002");
    assertThat(config.getConfigMapping(GuardConfig.class).requireSupport()).isFalse();
    assertThat(config.getConfigMapping(BudgetConfig.class).daily().cost().orElseThrow())
        .isEqualByComparingTo("50");
    assertThat(config.getConfigMapping(KeyConfig.class).secrets().get("k1").value())
        .contains("c2VjcmV0");
  }

  @Test
  void withoutAnyThereIsNoChainAndNoKey() throws IOException {
    SmallRyeConfig config = read(Map.of());

    assertThat(config.getConfigMapping(ChainConfig.class).order()).isEmpty();
    assertThat(config.getConfigMapping(KeyConfig.class).secrets().get("k1").value()).isEmpty();
    assertThat(config.getConfigMapping(ProviderConfig.class).byName().values())
        .allSatisfy(provider -> assertThat(provider.apiKey()).isEmpty());
  }

  private static SmallRyeConfig read(Map<String, String> environment) throws IOException {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(
                EnvironmentTest.class.getClassLoader().getResource("application.properties"), 250),
            new EnvConfigSource(environment, 300))
        .withMapping(ProviderConfig.class)
        .withMapping(ChainConfig.class)
        .withMapping(GuardConfig.class)
        .withMapping(BudgetConfig.class)
        .withMapping(KeyConfig.class)
        .build();
  }
}
