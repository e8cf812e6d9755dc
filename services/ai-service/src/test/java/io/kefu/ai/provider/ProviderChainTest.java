package io.kefu.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.Settings;
import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.ProviderChain.Outcome;
import io.kefu.ai.provider.ProviderConfig.Tier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProviderChainTest {

  private static final ModelCall CALL = ModelCall.text("s", "u");
  private static final Duration MINUTE = Duration.ofSeconds(60);

  /** Nanoseconds; only the test moves it. */
  private long now;

  private final List<Attempt> witnessed = new ArrayList<>();

  @Test
  void theFirstThatWritesWins() {
    Scripted primary = new Scripted("primary").gives("答");
    Scripted backup = new Scripted("backup");

    Outcome<String> outcome = run(MINUTE, Tier.STRONG, primary, backup);

    Outcome.Written<String> written = (Outcome.Written<String>) outcome;
    assertThat(written.value()).isEqualTo("答");
    assertThat(written.provider()).isEqualTo("primary");
    assertThat(backup.limits).isEmpty();
  }

  @Test
  void aPrimaryThatHangsLeavesTimeForItsBackups() {
    Scripted primary = new Scripted("primary").hangs();
    Scripted backup = new Scripted("backup").gives("答");

    Outcome<String> outcome = run(MINUTE, Tier.STRONG, primary, backup);

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    assertThat(primary.limits).containsExactly(Duration.ofSeconds(20));
    assertThat(Duration.ofNanos(now)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void aShortDeadlineIsSharedFairly() {
    Scripted primary = new Scripted("primary").hangs();
    Scripted backup = new Scripted("backup").hangs();
    Scripted last = new Scripted("last").gives("答");

    run(Duration.ofSeconds(6), Tier.STRONG, primary, backup, last);

    assertThat(primary.limits).containsExactly(Duration.ofSeconds(2));
    assertThat(backup.limits).containsExactly(Duration.ofSeconds(2));
    assertThat(last.limits).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void theWholeChainEndsAtItsDeadline() {
    Scripted primary = new Scripted("primary").hangs();
    Scripted backup = new Scripted("backup").hangs();

    Outcome<String> outcome = run(Duration.ofSeconds(5), Tier.STRONG, primary, backup);

    assertThat(outcome).isInstanceOf(Outcome.Exhausted.class);
    assertThat(Duration.ofNanos(now)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(outcome.attempts())
        .extracting(Attempt::failure)
        .containsExactly(FailureKind.TIMEOUT, FailureKind.TIMEOUT);
  }

  @Test
  void withoutTimeNobodyIsAsked() {
    Scripted primary = new Scripted("primary").gives("答");

    Outcome<String> outcome = run(Duration.ofMillis(-5), Tier.STRONG, primary);

    assertThat(outcome.attempts())
        .extracting(Attempt::failure)
        .containsExactly(FailureKind.NO_TIME);
    assertThat(primary.limits).isEmpty();
  }

  @Test
  void repeatsOnlyWhatIsWorthIt() {
    Scripted lost = new Scripted("lost").fails(FailureKind.UNAVAILABLE).gives("答");
    Scripted limited = new Scripted("limited").fails(FailureKind.RATE_LIMITED).gives("答");

    Outcome<String> repeated = run(MINUTE, Tier.STRONG, lost);
    Outcome<String> leftAlone = run(MINUTE, Tier.STRONG, limited);

    assertThat(repeated).isInstanceOf(Outcome.Written.class);
    assertThat(leftAlone).isInstanceOf(Outcome.Exhausted.class);
    assertThat(limited.limits).hasSize(1);
  }

  @Test
  void aRefusedTextIsPaidForAndTheNextIsAsked() {
    Scripted primary = new Scripted("primary").gives("坏");
    Scripted backup = new Scripted("backup").gives("答");

    Outcome<String> outcome = run(MINUTE, Tier.STRONG, primary, backup);

    assertThat(((Outcome.Written<String>) outcome).provider()).isEqualTo("backup");
    Attempt refused = witnessed.getFirst();
    assertThat(refused.failure()).isEqualTo(FailureKind.REJECTED);
    assertThat(refused.tokensOut()).isEqualTo(5);
  }

  @Test
  void asksTheWantedTierFirstAndTheOtherAfter() {
    Scripted strong = new Scripted("strong").fails(FailureKind.REFUSED);
    Scripted cheap = new Scripted("cheap").tier(Tier.CHEAP).fails(FailureKind.REFUSED);

    run(MINUTE, Tier.CHEAP, strong, cheap);

    assertThat(witnessed).extracting(Attempt::provider).containsExactly("cheap", "strong");
  }

  @Test
  void eachProviderIsNamedWithItsOwnModel() {
    Scripted primary = new Scripted("primary").fails(FailureKind.REFUSED);
    Scripted backup = new Scripted("backup").gives("答");

    run(MINUTE, Tier.STRONG, primary, backup);

    assertThat(witnessed)
        .extracting(Attempt::model)
        .containsExactly("model-of-primary", "model-of-backup");
  }

  private Outcome<String> run(Duration limit, Tier tier, Scripted... providers) {
    ChainConfig config = Settings.of(ChainConfig.class, Map.of());
    ProviderChain chain =
        new ProviderChain(
            tenant -> Arrays.asList(providers),
            config,
            (tenant, attempt) -> witnessed.add(attempt),
            () -> now,
            time -> now += time.toNanos());
    return chain.write(
        "acme",
        CALL,
        tier,
        limit,
        completion -> {
          if (completion.text().equals("坏")) {
            throw new ProviderFailure(FailureKind.REJECTED, "guard");
          }
          return completion.text();
        });
  }

  /** Does what it is told, one step a call. */
  private final class Scripted implements ModelProvider {

    private interface Step {
      Completion take(Duration limit) throws ProviderFailure;
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<Duration> limits = new ArrayList<>();
    private final String name;
    private Tier tier = Tier.STRONG;

    Scripted(String name) {
      this.name = name;
    }

    Scripted gives(String text) {
      steps.add(limit -> new Completion(text, model(), 7, 5));
      return this;
    }

    Scripted fails(FailureKind kind) {
      steps.add(
          limit -> {
            throw new ProviderFailure(kind, null);
          });
      return this;
    }

    Scripted hangs() {
      steps.add(
          limit -> {
            now += limit.toNanos();
            throw new ProviderFailure(FailureKind.TIMEOUT, null);
          });
      return this;
    }

    Scripted tier(Tier wanted) {
      tier = wanted;
      return this;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String model() {
      return "model-of-" + name;
    }

    @Override
    public Tier tier() {
      return tier;
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(20);
    }

    @Override
    public int retries() {
      return 1;
    }

    @Override
    public Completion complete(String tenantId, ModelCall call, Duration limit)
        throws ProviderFailure {
      limits.add(limit);
      return steps.remove().take(limit);
    }

    @Override
    public Completion stream(
        String tenantId, ModelCall call, Duration limit, Consumer<String> growing)
        throws ProviderFailure {
      return complete(tenantId, call, limit);
    }
  }
}
