package io.kefu.message.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxPlanTest {

  private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
  private static final ReplyConfig CONFIG =
      new SmallRyeConfigBuilder()
          .withMapping(ReplyConfig.class)
          .withConverter(
              Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
          .build()
          .getConfigMapping(ReplyConfig.class);

  @Test
  void unpublishedPartGoesOut() {
    OutboxPlan plan = plan(part(null, NOW, false, ReplyOrigin.BOT), OutboxPlan.Occasion.DUE);

    assertThat(plan.publish()).hasSize(1);
  }

  @Test
  void partOnItsWayIsLeftAlone() {
    OutboxPart part = part(NOW.minusSeconds(1), NOW.plusSeconds(29), false, ReplyOrigin.BOT);

    assertThat(plan(part, OutboxPlan.Occasion.DUE).publish()).isEmpty();
    assertThat(plan(part, OutboxPlan.Occasion.REDELIVERED).publish()).isEmpty();
    assertThat(plan(part, OutboxPlan.Occasion.NEW_REPLIES).publish()).isEmpty();
  }

  @Test
  void partThatWasPerhapsMissedGoesOutBeforeNewReplies() {
    OutboxPart part = part(NOW.minusSeconds(16), NOW.plusSeconds(14), false, ReplyOrigin.BOT);

    assertThat(plan(part, OutboxPlan.Occasion.NEW_REPLIES).publish()).hasSize(1);
    assertThat(plan(part, OutboxPlan.Occasion.DUE).publish()).isEmpty();
  }

  @Test
  void partThatAReturningAgentMadeDueGoesOutHoweverYoungItIs() {
    OutboxPart part = part(NOW.minusMillis(300), NOW, false, ReplyOrigin.BOT);

    assertThat(plan(part, OutboxPlan.Occasion.DUE).publish()).hasSize(1);
    assertThat(plan(part, OutboxPlan.Occasion.NEW_REPLIES).publish()).hasSize(1);
  }

  @Test
  void newReplyDoesNotOvertakeAPartOfWhichNothingWasHeard() {
    OutboxPart part = part(NOW.minusSeconds(3), NOW.plusSeconds(27), false, ReplyOrigin.BOT);

    assertThat(plan(part, OutboxPlan.Occasion.NEW_REPLIES).publish()).hasSize(1);
  }

  @Test
  void heldConversationCancelsTheBotsUnsentPartButNotTheOperators() {
    OutboxPlan bot = plan(part(null, NOW, true, ReplyOrigin.BOT), OutboxPlan.Occasion.DUE);
    OutboxPlan operator =
        plan(part(null, NOW, true, ReplyOrigin.OPERATOR), OutboxPlan.Occasion.DUE);

    assertThat(bot.cancel()).hasSize(1);
    assertThat(bot.publish()).isEmpty();
    assertThat(operator.publish()).hasSize(1);
  }

  @Test
  void stalePartExpiresWhateverElseHolds() {
    OutboxPart stale = part(null, NOW.minusSeconds(601), true, ReplyOrigin.BOT);

    OutboxPlan plan = plan(stale, OutboxPlan.Occasion.NEW_REPLIES);

    assertThat(plan.expire()).hasSize(1);
    assertThat(plan.publish()).isEmpty();
    assertThat(plan.cancel()).isEmpty();
  }

  @Test
  void waitsDoubleUpToTheLongest() {
    Duration first = Duration.ofSeconds(30);
    Duration longest = Duration.ofMinutes(3);

    assertThat(OutboxPlan.backoff(1, first, longest)).isEqualTo(first);
    assertThat(OutboxPlan.backoff(2, first, longest)).isEqualTo(Duration.ofMinutes(1));
    assertThat(OutboxPlan.backoff(9_999, first, longest)).isEqualTo(longest);
  }

  @Test
  void whatWentOutBeforeTheSessionBeganGoesOutAgainBeforeNewReplies() {
    OutboxPart justBefore = part(NOW.minusMillis(300), NOW.plusSeconds(30), false, ReplyOrigin.BOT);

    OutboxPlan missed =
        OutboxPlan.of(
            List.of(justBefore),
            OutboxPlan.Occasion.NEW_REPLIES,
            CONFIG,
            NOW.minusMillis(100),
            NOW);
    OutboxPlan heard =
        OutboxPlan.of(
            List.of(justBefore),
            OutboxPlan.Occasion.NEW_REPLIES,
            CONFIG,
            NOW.minusSeconds(60),
            NOW);

    assertThat(missed.publish()).hasSize(1);
    assertThat(heard.publish()).isEmpty();
  }

  private static OutboxPlan plan(OutboxPart part, OutboxPlan.Occasion occasion) {
    return OutboxPlan.of(List.of(part), occasion, CONFIG, null, NOW);
  }

  private static OutboxPart part(
      Instant publishedAt, Instant nextAttemptAt, boolean held, ReplyOrigin origin) {
    Instant created = publishedAt == null ? nextAttemptAt : publishedAt;
    return new OutboxPart(
        new UUID(0, 1),
        new ChatKey("t", "a", "c"),
        "chat",
        "m1",
        null,
        origin,
        ReplyAction.REPLY,
        "text",
        1,
        1,
        null,
        1,
        null,
        publishedAt == null ? 0 : 1,
        publishedAt,
        nextAttemptAt,
        created.plus(Duration.ofMinutes(10)),
        created,
        created,
        publishedAt,
        null,
        held,
        null);
  }
}
