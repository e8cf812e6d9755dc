package io.kefu.ai.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The providers an installation knows, by the name it gives them. None is used until chained. */
@ConfigMapping(prefix = "kefu.ai.providers")
public interface ProviderConfig {

  /** By name; the common ones are named in application.properties. */
  @WithParentName
  Map<String, Settings> byName();

  /** One provider. */
  interface Settings {

    /** Its wire format. */
    @WithDefault("openai-compatible")
    ProviderKind kind();

    /** Where it lives; the kind's own address when absent. */
    Optional<String> baseUrl();

    /** Key of the installation; a tenant's own key comes before it. From a secret, no default. */
    Optional<String> apiKey();

    /** Model as the provider names it. */
    Optional<String> model();

    /** What it is good and expensive enough for. */
    @WithDefault("strong")
    Tier tier();

    /** Baidu's {@code appid} header. */
    Optional<String> appId();

    /** Longest wait for one attempt; the chain's deadline may shorten it. */
    @WithDefault("20s")
    Duration timeout();

    /** Attempts after the first, when the failure is worth it. */
    @WithDefault("1")
    int retries();

    /** Upper bound of what it writes, in tokens. */
    @WithDefault("800")
    int maxOutputTokens();

    /** Sampling temperature; the model's own when absent (some models refuse any). */
    Optional<Double> temperature();

    /** How JSON is asked for; the kind's own way when absent. */
    Optional<ProviderKind.JsonMode> jsonMode();

    /** Fields of the body beside the standard ones, replacing the kind's: a JSON object. */
    Optional<String> parameters();

    /** Calls at the same time; one more goes to the next provider at once. */
    @WithDefault("32")
    int maxConcurrent();

    /** Calls a minute; one more goes to the next provider at once. */
    @WithDefault("6000")
    int requestsPerMinute();

    /** When it is left alone for a while. */
    Breaker breaker();

    /** Prices, for accounting and budgets. */
    Price price();
  }

  /** What a model is used for. */
  enum Tier {
    /** Simple questions. */
    @JsonProperty("cheap")
    CHEAP,
    /** Questions that need thought. */
    @JsonProperty("strong")
    STRONG
  }

  /** When a provider is left alone for a while. */
  interface Breaker {
    /** Calls that are looked at. */
    @WithDefault("10")
    int volume();

    /** Share of them, 0 to 1, that must fail. */
    @WithDefault("0.5")
    double ratio();

    /** How long it is left alone. */
    @WithDefault("15s")
    Duration delay();
  }

  /** Prices per 1,000 tokens, in the installation's one currency. */
  interface Price {
    /** Tokens read. */
    @WithDefault("0")
    BigDecimal in();

    /** Tokens written. */
    @WithDefault("0")
    BigDecimal out();
  }
}
