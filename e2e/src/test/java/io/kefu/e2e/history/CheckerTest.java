package io.kefu.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.e2e.history.Event.Acknowledged;
import io.kefu.e2e.history.Event.Answered;
import io.kefu.e2e.history.Event.Attempted;
import io.kefu.e2e.history.Event.Ended;
import io.kefu.e2e.history.Event.Struck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each anomaly that the checker is there for is put into a history, and must be found. */
class CheckerTest {

  private final List<Event> history = new ArrayList<>();
  private long millis;

  @Test
  void healthyHistoryHasNoFindings() {
    typeAndKeep("a", "chat");
    typeAndKeep("b", "chat");
    answer("a", "chat");
    answer("b", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.keepsThePromises()).isTrue();
    assertThat(findings.attempted()).isEqualTo(2);
    assertThat(findings.acknowledged()).isEqualTo(2);
    assertThat(findings.answered()).isEqualTo(2);
    assertThat(findings.recovered()).isEmpty();
  }

  @Test
  void messageThatAgentAndPlatformAnswerIsDoubledWhicheverCameFirst() {
    typeAndKeep("a", "chat");
    typeAndKeep("b", "chat");
    answerLocally("a", "chat", false);
    answer("a", "chat");
    answer("b", "chat");
    answerLocally("b", "chat", false);

    assertThat(Checker.check(history).duplicated()).containsExactly("a", "b");
  }

  @Test
  void noticeOfAnAgentIsNoAnswerButShownOnce() {
    typeAndKeep("a", "chat");
    typeAndKeep("b", "chat");
    answerLocally("a", "chat", true);
    answer("a", "chat");
    answerLocally("b", "chat", true);
    answerLocally("b", "chat", true);
    answer("b", "chat");

    assertThat(Checker.check(history).duplicated()).containsExactly("b");
  }

  @Test
  void agentThatAnswersNobodyOrInAnotherChatIsFound() {
    typeAndKeep("a", "chat");
    answerLocally("a", "other", false);
    answerLocally("x", "chat", true);
    answer("a", "chat");

    assertThat(Checker.check(history).unexpected()).containsExactly("a", "x");
  }

  @Test
  void acknowledgedMessageWithoutAnAnswerIsLost() {
    typeAndKeep("a", "chat");
    typeAndKeep("b", "chat");
    answer("b", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.lost()).containsExactly("a");
    assertThat(findings.keepsThePromises()).isFalse();
  }

  @Test
  void messageThatNoAgentKeptIsNotLost() {
    type("a", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.lost()).isEmpty();
    assertThat(findings.acknowledged()).isZero();
  }

  @Test
  void answerOfWhichAPartIsMissingIsLost() {
    typeAndKeep("a", "chat");
    show("a", "chat", "r1", 1, 2);

    Findings findings = Checker.check(history);

    assertThat(findings.lost()).containsExactly("a");
    assertThat(findings.answered()).isZero();
  }

  @Test
  void answerInSeveralPartsIsOneAnswer() {
    typeAndKeep("a", "chat");
    show("a", "chat", "r1", 1, 2);
    show("a", "chat", "r2", 2, 2);

    Findings findings = Checker.check(history);

    assertThat(findings.keepsThePromises()).isTrue();
    assertThat(findings.answered()).isEqualTo(1);
  }

  @Test
  void messageThatEndedWithAReasonIsNotLost() {
    typeAndKeep("a", "chat");
    history.add(new Ended("a", false, now()));

    Findings findings = Checker.check(history);

    assertThat(findings.lost()).isEmpty();
    assertThat(findings.ended()).isEqualTo(1);
    assertThat(findings.answered()).isZero();
  }

  @Test
  void partCutOffWhileItWasSentIsCountedAsUnknown() {
    typeAndKeep("a", "chat");
    answer("a", "chat");
    history.add(new Ended("a", true, now()));

    Findings findings = Checker.check(history);

    assertThat(findings.unknown()).isEqualTo(1);
    assertThat(findings.ended()).isZero();
    assertThat(findings.keepsThePromises()).isTrue();
  }

  @Test
  void answerToAMessageThatNobodyTypedIsUnexpected() {
    answer("ghost", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.unexpected()).containsExactly("ghost");
    assertThat(findings.keepsThePromises()).isFalse();
  }

  @Test
  void answerInTheWrongChatIsUnexpectedAndTheQuestionLost() {
    typeAndKeep("a", "chat");
    answer("a", "another chat");

    Findings findings = Checker.check(history);

    assertThat(findings.unexpected()).containsExactly("a");
    assertThat(findings.lost()).containsExactly("a");
  }

  @Test
  void partShownTwiceIsDuplicated() {
    typeAndKeep("a", "chat");
    show("a", "chat", "r1", 1, 1);
    show("a", "chat", "r1", 1, 1);

    Findings findings = Checker.check(history);

    assertThat(findings.duplicated()).containsExactly("a");
    assertThat(findings.keepsThePromises()).isFalse();
  }

  @Test
  void twoRepliesInThePlaceOfOneAreDuplicated() {
    typeAndKeep("a", "chat");
    show("a", "chat", "r1", 1, 1);
    show("a", "chat", "r2", 1, 1);

    Findings findings = Checker.check(history);

    assertThat(findings.duplicated()).containsExactly("a");
  }

  @Test
  void messageThatCameOutWithoutAnAcknowledgementIsRecovered() {
    type("a", "chat");
    answer("a", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.recovered()).containsExactly("a");
    assertThat(findings.keepsThePromises()).isTrue();
  }

  @Test
  void answerAfterThatToALaterMessageOfItsChatIsUnordered() {
    typeAndKeep("a", "chat");
    typeAndKeep("b", "chat");
    typeAndKeep("c", "chat");
    answer("b", "chat");
    answer("a", "chat");
    answer("c", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.unordered()).containsExactly("a");
    assertThat(findings.keepsThePromises()).isFalse();
  }

  @Test
  void chatsHaveNoOrderAmongEachOther() {
    typeAndKeep("a", "one");
    typeAndKeep("b", "two");
    answer("b", "two");
    answer("a", "one");

    Findings findings = Checker.check(history);

    assertThat(findings.unordered()).isEmpty();
  }

  @Test
  void messageTypedAgainHasNoPlaceInTheOrder() {
    type("a", "chat");
    typeAndKeep("b", "chat");
    typeAndKeep("a", "chat");
    answer("b", "chat");
    answer("a", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.unordered()).isEmpty();
    assertThat(findings.attempted()).isEqualTo(2);
    assertThat(findings.keepsThePromises()).isTrue();
  }

  @Test
  void answerRecordedBeforeItsQuestionIsNotUnexpected() {
    answer("a", "chat");
    typeAndKeep("a", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.keepsThePromises()).isTrue();
  }

  @Test
  void recoveryIsTheTimeToTheFirstAnswerToWhatWasTypedAfterTheFault() {
    typeAndKeep("before", "one");
    history.add(new Struck(at(1_000)));
    at(1_100);
    answer("before", "one");
    at(1_200);
    typeAndKeep("after", "two");
    at(4_000);
    answer("after", "two");

    Findings findings = Checker.check(history);

    assertThat(findings.recoveryMillis()).hasValue(3_001);
  }

  @Test
  void recoveryOfAnOutageCountsFromItsEnd() {
    history.add(new Struck(at(1_000)));
    history.add(new Struck(at(61_000)));
    typeAndKeep("after", "two");
    at(63_000);
    answer("after", "two");

    Findings findings = Checker.check(history);

    assertThat(findings.recoveryMillis()).hasValue(2_001);
  }

  @Test
  void noRecoveryWhenNothingTypedAfterTheFaultWasAnswered() {
    typeAndKeep("before", "one");
    history.add(new Struck(now()));
    answer("before", "one");

    Findings findings = Checker.check(history);

    assertThat(findings.recoveryMillis()).isEmpty();
  }

  @Test
  void silenceIsTheLongestGapBetweenAnswersAfterTheFault() {
    typeAndKeep("a", "chat");
    typeAndKeep("b", "chat");
    history.add(new Struck(at(1_000)));
    at(1_999);
    answer("a", "chat");
    at(8_999);
    answer("b", "chat");
    at(9_999);
    typeAndKeep("c", "chat");

    Findings findings = Checker.check(history);

    assertThat(findings.silenceMillis()).isEqualTo(7_000);
  }

  @Test
  void slowestIsTheLongestWaitOfACustomerWhoseMessageWasKept() {
    typeAndKeep("a", "one");
    at(100);
    typeAndKeep("b", "two");
    at(200);
    answer("b", "two");
    at(2_001);
    answer("a", "one");

    Findings findings = Checker.check(history);

    assertThat(findings.slowestMillis()).isEqualTo(2_000);
  }

  @Test
  void handoversAreCountedOnceAMessage() {
    typeAndKeep("a", "chat");
    history.add(new Answered("a", "chat", "r1", 1, 1, true, now()));

    Findings findings = Checker.check(history);

    assertThat(findings.handedOver()).isEqualTo(1);
  }

  private void typeAndKeep(String message, String chat) {
    type(message, chat);
    history.add(new Acknowledged(message, now()));
  }

  private void type(String message, String chat) {
    history.add(new Attempted(message, chat, now()));
  }

  private void answerLocally(String message, String chat, boolean notice) {
    history.add(new Event.AnsweredLocally(message, chat, notice, now()));
  }

  private void answer(String message, String chat) {
    show(message, chat, "reply to " + message, 1, 1);
  }

  private void show(String message, String chat, String reply, int part, int parts) {
    history.add(new Answered(message, chat, reply, part, parts, false, now()));
  }

  /** Each event is a millisecond after the one before. */
  private long now() {
    return TimeUnit.MILLISECONDS.toNanos(++millis);
  }

  private long at(long time) {
    millis = time;
    return TimeUnit.MILLISECONDS.toNanos(time);
  }
}
