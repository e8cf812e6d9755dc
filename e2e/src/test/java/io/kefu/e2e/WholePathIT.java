package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.MessageOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A customer types, the customer sees the answer: every step in between is the real one. */
class WholePathIT {

  @Test
  void answersFromTheKnowledgeBaseWordForWord() throws Exception {
    String chat = E2e.unique("wxid-zhang");
    String message = E2e.unique("m");
    try (SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {

      weChat.say(message, chat, "你们的充电桩保修多长时间?");

      E2e.await("reply shown to the customer").until(() -> !weChat.repliesIn(chat).isEmpty());
      JsonNode reply = weChat.repliesIn(chat).getFirst();
      MessageOutcome outcome = sentOutcome(message);
      assertThat(outcome.branch()).isEqualTo(Branch.DIRECT_ANSWER);
      assertThat(outcome.action()).isEqualTo(ReplyAction.REPLY);
      assertThat(outcome.confidence()).isGreaterThanOrEqualTo(0.75);
      assertThat(outcome.evidence()).isNotEmpty();
      assertThat(outcome.content()).contains(reply.path("content").asText());
      assertThat(knowledge()).contains(withoutSpace(reply.path("content").asText()));
      assertThat(outcome.latency().totalMs()).isPositive();
    }
  }

  @Test
  void handsOverWhatTheKnowledgeBaseCannotAnswer() {
    String chat = E2e.unique("wxid-li");
    String message = E2e.unique("m");
    try (SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {

      weChat.say(message, chat, "请问恐龙是怎么灭绝的,火星上有没有水?");

      E2e.await("decision")
          .until(() -> outcome(message).filter(MessageOutcome::decided).isPresent());
      MessageOutcome outcome = outcome(message).orElseThrow();
      assertThat(outcome.branch()).isEqualTo(Branch.HANDOFF);
      assertThat(outcome.action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
      assertThat(outcome.reason()).isNotBlank();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void greetingNeedsNoKnowledge() throws Exception {
    String chat = E2e.unique("wxid-wang");
    String message = E2e.unique("m");
    try (SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {

      weChat.say(message, chat, "你好");

      E2e.await("reply shown to the customer").until(() -> !weChat.repliesIn(chat).isEmpty());
      assertThat(sentOutcome(message).branch()).isEqualTo(Branch.CANNED);
    }
  }

  @Test
  void statisticsCountTheMessage() throws Exception {
    String chat = E2e.unique("wxid-zhao");
    try (SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {
      long before = received();

      weChat.say(E2e.unique("m"), chat, "在吗");

      E2e.await("statistics").until(() -> received() > before);
    }
  }

  private static long received() {
    // A machine under load may answer 503 to the first question of a service that has just started.
    var answer =
        E2e.await("an answer of stats")
            .until(
                () -> E2e.fleet().gateway().send("GET", "/api/v1/stats", null),
                given -> given.statusCode() == 200);
    return E2e.json(answer.body()).path("totals").path("received").asLong();
  }

  private static MessageOutcome sentOutcome(String message) {
    E2e.await("receipt stored")
        .until(
            () ->
                outcome(message)
                    .filter(MessageOutcome::decided)
                    .filter(
                        known ->
                            known.replies().stream()
                                .allMatch(part -> part.status() == DeliveryStatus.SENT))
                    .isPresent());
    return outcome(message).orElseThrow();
  }

  private static Optional<MessageOutcome> outcome(String message) {
    return E2e.fleet().gateway().outcome(message, E2e.fleet().login().agentId());
  }

  private static String knowledge() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(E2e.root().resolve("local/demo/knowledge"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return withoutSpace(all.toString());
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}
