package io.kefu.message.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.ContentType;
import io.kefu.message.intake.MergeConfig;
import io.kefu.message.intake.MergePolicy;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BurstTest {

  private static final Instant T0 = Instant.parse("2026-11-20T08:00:00Z");
  private static final MergePolicy MERGING = merging("1500ms");

  @Test
  void shortMessagesOfOneSenderAreOneBurst() {
    List<Burst> bursts =
        Burst.of(
            List.of(said(1, 0, "你好"), said(1, 1_000, "想问下"), said(1, 2_400, "保修多久？")), MERGING);

    assertThat(bursts).hasSize(1);
    assertThat(bursts.getFirst().text()).isEqualTo("你好\n想问下\n保修多久？");
    assertThat(bursts.getFirst().lead().content()).isEqualTo("保修多久？");
  }

  @Test
  void silenceEndsABurst() {
    assertThat(Burst.of(List.of(said(1, 0, "你好"), said(1, 1_501, "想问下")), MERGING)).hasSize(2);
  }

  @Test
  void anotherSenderEndsABurst() {
    assertThat(Burst.of(List.of(said(1, 0, "你好"), said(2, 100, "想问下")), MERGING)).hasSize(2);
  }

  @Test
  void wholeQuestionEndsABurst() {
    assertThat(Burst.of(List.of(said(1, 0, "保修多久？"), said(1, 100, "多少钱？")), MERGING)).hasSize(2);
  }

  @Test
  void tenMessagesAreTheMost() {
    List<PendingMessage> many =
        IntStream.range(0, 12).mapToObj(i -> said(1, i * 100L, "嗯" + i)).toList();

    assertThat(Burst.of(many, MERGING))
        .extracting(burst -> burst.messages().size())
        .containsExactly(10, 2);
  }

  @Test
  void tenSecondsAreTheLongest() {
    List<PendingMessage> many =
        IntStream.range(0, 9).mapToObj(i -> said(1, i * 1_400L, "嗯" + i)).toList();

    assertThat(Burst.of(many, MERGING))
        .extracting(burst -> burst.messages().size())
        .containsExactly(8, 1);
  }

  @Test
  void withMergingOffEveryMessageStandsAlone() {
    assertThat(Burst.of(List.of(said(1, 0, "你好"), said(1, 0, "想问下")), merging("0s"))).hasSize(2);
  }

  private static MergePolicy merging(String window) {
    return new MergePolicy(
        new SmallRyeConfigBuilder()
            .withMapping(MergeConfig.class)
            .withDefaultValue("kefu.message.merge.window", window)
            .withConverter(
                java.time.Duration.class,
                200,
                new io.quarkus.runtime.configuration.DurationConverter())
            .build()
            .getConfigMapping(MergeConfig.class));
  }

  private static PendingMessage said(long sender, long afterMs, String content) {
    Instant at = T0.plusMillis(afterMs);
    return new PendingMessage(
        "m" + afterMs,
        "customer",
        ContentType.TEXT,
        content,
        at,
        at,
        at,
        false,
        false,
        null,
        null,
        new PendingMessage.Thread(
            new UUID(0, sender),
            new UUID(1, sender),
            "GRAY",
            false,
            "BOT",
            false,
            null,
            null,
            null,
            null,
            null,
            "UNSEEN",
            "customer",
            "C",
            List.of(),
            null,
            0));
  }
}
