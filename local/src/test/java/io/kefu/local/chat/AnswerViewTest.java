package io.kefu.local.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.ReplyPartView;
import io.kefu.local.console.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerViewTest {

  private final AnswerView view =
      new AnswerView(new Console(new PrintStream(PrintStream.nullOutputStream()), false, false));

  @Test
  void showsReplyConfidenceEvidenceAndTimings() {
    // Given
    var answer =
        new Answer(
            "m1",
            true,
            List.of("整机质保 2 年"),
            Optional.of(Duration.ofMillis(210)),
            Optional.of(outcome(true, ReplyAction.REPLY, DeliveryStatus.SENT)));

    // When
    List<String> lines = view.lines(answer);

    // Then
    assertThat(lines.get(0)).isEqualTo("客服> 整机质保 2 年");
    assertThat(lines.get(1)).contains("confidence 0.93", "direct_answer", "extractive");
    assertThat(lines.get(2)).contains("售后服务 / 保修", "整机质保");
    assertThat(lines.get(3)).contains("retrieve 9 ms", "total 64 ms", "seen after 210 ms");
  }

  @Test
  void saysThatAPersonTakesOver() {
    // Given
    MessageOutcome silent =
        new MessageOutcome(
            "m1",
            "agent_001",
            "c1",
            true,
            ReplyAction.TRANSFER_HUMAN,
            null,
            0.2,
            Branch.HANDOFF,
            "transfer_word",
            List.of(),
            List.of(),
            null,
            null,
            null);

    // When
    List<String> lines =
        view.lines(new Answer("m1", true, List.of(), Optional.empty(), Optional.of(silent)));

    // Then
    assertThat(lines.get(0)).contains("a person takes over");
    assertThat(lines.get(1)).contains("handoff", "transfer_word");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(view.lines(new Answer("m1", false, List.of(), Optional.empty(), Optional.empty())))
        .singleElement()
        .asString()
        .contains("gateway did not take the message");
    assertThat(view.lines(new Answer("m1", true, List.of(), Optional.empty(), Optional.empty())))
        .singleElement()
        .asString()
        .contains("No decision");
  }

  @Test
  void waitsForPartsThatWillBeShownAndForNoOthers() {
    MessageOutcome pending = outcome(true, ReplyAction.REPLY, DeliveryStatus.PENDING);
    assertThat(Conversation.isOver(pending, 0)).isFalse();
    assertThat(Conversation.isOver(pending, 1)).isTrue();
    assertThat(Conversation.isOver(outcome(true, ReplyAction.REPLY, DeliveryStatus.EXPIRED), 0))
        .isTrue();
    assertThat(Conversation.isOver(outcome(false, ReplyAction.REPLY, DeliveryStatus.SENT), 1))
        .isFalse();
  }

  @Test
  void understandsWhatTheAgentSays() {
    assertThat(
            AgentSaid.parse(
                "{\"type\":\"sent\",\"chat_id\":\"c1\",\"reply_id\":\"r\",\"content\":\"好\",\"part\":1,\"parts\":2}"))
        .contains(new AgentSaid.Sent("c1", "", "好", 1, 2));
    assertThat(AgentSaid.parse("{\"type\":\"acked\",\"message_id\":\"m1\"}"))
        .contains(new AgentSaid.Acked("m1"));
    assertThat(AgentSaid.parse("{\"type\":\"news\"}")).isEmpty();
    assertThat(AgentSaid.parse("no json")).isEmpty();
  }

  private static MessageOutcome outcome(
      boolean decided, ReplyAction action, DeliveryStatus status) {
    return new MessageOutcome(
        "m1",
        "agent_001",
        "c1",
        decided,
        action,
        "整机质保 2 年",
        0.93,
        Branch.DIRECT_ANSWER,
        null,
        List.of(new EvidenceView("e1", "售后服务 / 保修", "整机质保 2 年，从验收之日起算。", 0.93)),
        List.of(new ReplyPartView("r1", 1, "整机质保 2 年", status, null)),
        "extractive",
        null,
        new StageLatency(12L, 9L, 3L, 40L, 64L));
  }
}
