package io.kefu.message.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.conversation.ConversationStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusMachineTest {

  private static final Instant T0 = Instant.parse("2026-11-20T08:00:00Z");
  private static final StatusMachine.Limits LIMITS =
      new StatusMachine.Limits(Duration.ofMinutes(30), Duration.ofHours(48));

  @Test
  void customersMessageNeedsAReplyWithinTheLimit() {
    ThreadState after = theySpoke(ThreadState.NEW, T0, T0);

    assertThat(after.status()).isEqualTo(ConversationStatus.NEED_REPLY);
    assertThat(after.lastSpeaker()).isEqualTo(Speaker.THEM);
    assertThat(after.slaAt()).isEqualTo(T0.plus(Duration.ofMinutes(30)));
  }

  @Test
  void messageThatArrivesTooLateIsOverdueAtOnce() {
    ThreadState after = theySpoke(ThreadState.NEW, T0, T0.plus(Duration.ofMinutes(31)));

    assertThat(after.status()).isEqualTo(ConversationStatus.OVERDUE);
  }

  @Test
  void exactlyAtTheLimitIsNotYetOverdue() {
    ThreadState waiting = theySpoke(ThreadState.NEW, T0, T0);

    ThreadState after = timePassed(waiting, T0.plus(Duration.ofMinutes(30)));

    assertThat(after.status()).isEqualTo(ConversationStatus.NEED_REPLY);
  }

  @Test
  void timeAloneMakesItOverdue() {
    ThreadState waiting = theySpoke(ThreadState.NEW, T0, T0);

    ThreadState after = timePassed(waiting, T0.plus(Duration.ofMinutes(30)).plusMillis(1));

    assertThat(after.status()).isEqualTo(ConversationStatus.OVERDUE);
  }

  @Test
  void ourAnswerWaitsForTheCustomer() {
    ThreadState asked = theySpoke(ThreadState.NEW, T0, T0);

    ThreadState after = weSpoke(asked, T0.plusSeconds(5));

    assertThat(after.status()).isEqualTo(ConversationStatus.WAITING_THEM);
    assertThat(after.slaAt()).isNull();
    assertThat(after.followUpAt()).isEqualTo(T0.plusSeconds(5).plus(Duration.ofHours(48)));
  }

  @Test
  void receiptOfAnOlderAnswerDoesNotHideANewerQuestion() {
    ThreadState asked = theySpoke(ThreadState.NEW, T0.plusSeconds(10), T0.plusSeconds(10));

    ThreadState after = weSpoke(asked, T0.plusSeconds(5));

    assertThat(after.status()).isEqualTo(ConversationStatus.NEED_REPLY);
  }

  @Test
  void silentCustomerBouncesBack() {
    ThreadState waiting = weSpoke(theySpoke(ThreadState.NEW, T0, T0), T0);

    ThreadState after = timePassed(waiting, T0.plus(Duration.ofHours(48)));

    assertThat(after.status()).isEqualTo(ConversationStatus.NEED_REPLY);
    assertThat(after.followUpAt()).isNull();
  }

  @Test
  void snoozedComesBackWhenItsTimeIsReached() {
    ThreadState snoozed =
        StatusMachine.after(
            theySpoke(ThreadState.NEW, T0, T0),
            new ThreadEvent.Snoozed(T0.plus(Duration.ofHours(1))),
            LIMITS,
            T0);

    ThreadState before = timePassed(snoozed, T0.plus(Duration.ofMinutes(59)));
    ThreadState after = timePassed(snoozed, T0.plus(Duration.ofHours(1)));

    assertThat(before.status()).isEqualTo(ConversationStatus.SNOOZED);
    assertThat(after.status()).isEqualTo(ConversationStatus.NEED_REPLY);
    assertThat(after.snoozeAt()).isNull();
  }

  @Test
  void resolvingClearsAllTimesAndTimeDoesNotReopenIt() {
    ThreadState resolved =
        StatusMachine.after(
            theySpoke(ThreadState.NEW, T0, T0), new ThreadEvent.Resolved(), LIMITS, T0);

    ThreadState later = timePassed(resolved, T0.plus(Duration.ofDays(30)));

    assertThat(later.status()).isEqualTo(ConversationStatus.RESOLVED);
    assertThat(later.slaAt()).isNull();
    assertThat(later.followUpAt()).isNull();
    assertThat(later.snoozeAt()).isNull();
  }

  @Test
  void newMessageReopensWhatWasResolvedOrSnoozed() {
    ThreadState resolved =
        StatusMachine.after(ThreadState.NEW, new ThreadEvent.Resolved(), LIMITS, T0);
    ThreadState snoozed =
        StatusMachine.after(
            ThreadState.NEW, new ThreadEvent.Snoozed(T0.plusSeconds(3600)), LIMITS, T0);

    assertThat(theySpoke(resolved, T0, T0).status()).isEqualTo(ConversationStatus.NEED_REPLY);
    assertThat(theySpoke(snoozed, T0, T0).status()).isEqualTo(ConversationStatus.NEED_REPLY);
    assertThat(theySpoke(snoozed, T0, T0).snoozeAt()).isNull();
  }

  @Test
  void markedWaitingStaysSoUntilTheFollowUp() {
    ThreadState marked =
        StatusMachine.after(
            theySpoke(ThreadState.NEW, T0, T0), new ThreadEvent.MarkedWaiting(), LIMITS, T0);

    assertThat(timePassed(marked, T0.plus(Duration.ofHours(47))).status())
        .isEqualTo(ConversationStatus.WAITING_THEM);
    assertThat(timePassed(marked, T0.plus(Duration.ofHours(48))).status())
        .isEqualTo(ConversationStatus.NEED_REPLY);
  }

  private static ThreadState theySpoke(ThreadState state, Instant at, Instant now) {
    return StatusMachine.after(state, new ThreadEvent.TheySpoke(at), LIMITS, now);
  }

  private static ThreadState weSpoke(ThreadState state, Instant at) {
    return StatusMachine.after(state, new ThreadEvent.WeSpoke(at), LIMITS, at);
  }

  private static ThreadState timePassed(ThreadState state, Instant now) {
    return StatusMachine.after(state, new ThreadEvent.TimePassed(), LIMITS, now);
  }
}
