package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.local.fleet.FleetProcess;
import io.kefu.local.fleet.ServiceName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The delivery promises of the design, seen from the agent's end of the socket. */
class DeliveryIT {

  private static final String QUESTION = "你们的充电桩保修多长时间?";

  @BeforeAll
  static void takeTheAgentsPlace() {
    E2e.fleet().agent().stop();
  }

  @AfterAll
  static void giveItBack() {
    E2e.fleet().agent().start();
  }

  @Test
  void sameMessageSentAHundredTimesInParallelIsAnsweredOnce() throws Exception {
    String message = E2e.unique("m");
    String chat = E2e.unique("wxid");
    try (AgentSocket agent = connect();
        ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {

      List<CompletableFuture<Void>> sent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(
            CompletableFuture.runAsync(
                () -> agent.sendMessage(message, chat, QUESTION), customers));
      }
      sent.forEach(CompletableFuture::join);

      E2e.await("every copy acknowledged").until(() -> agent.acksOf(message).size() == 100);
      E2e.await("reply").until(() -> !agent.repliesTo(message).isEmpty());
      acknowledgeAll(agent, message);
      // A question asked afterwards in the same chat is answered later than any second answer.
      String last = E2e.unique("m");
      agent.sendMessage(last, chat, "谢谢");
      E2e.await("later reply").until(() -> !agent.repliesTo(last).isEmpty());
      assertThat(replyIds(agent, message)).hasSize(1);
      assertThat(outcome(message).orElseThrow().replies()).hasSize(1);
    }
  }

  @Test
  void killingMessageServiceInMidFlightLosesNothingAndAnswersNothingTwice() {
    FleetProcess brain = E2e.fleet().service(ServiceName.MESSAGE_SERVICE);
    List<String> messages = new ArrayList<>();
    try (AgentSocket agent = connect()) {
      for (int i = 0; i < 60; i++) {
        String message = E2e.unique("m");
        agent.sendMessage(message, "chat-" + (i % 12) + "-" + message, QUESTION);
        messages.add(message);
        if (i == 30) {
          brain.kill();
        }
      }

      brain.start();

      E2e.await("every message acknowledged")
          .until(() -> messages.stream().noneMatch(m -> agent.acksOf(m).isEmpty()));
      E2e.await("every message answered")
          .untilAsserted(
              () -> {
                List<String> silent =
                    messages.stream().filter(m -> agent.repliesTo(m).isEmpty()).toList();
                assertThat(silent).isEmpty();
              });
      messages.forEach(m -> acknowledgeAll(agent, m));
      E2e.await("every receipt stored").until(() -> messages.stream().allMatch(DeliveryIT::isSent));
      for (String message : messages) {
        assertThat(replyIds(agent, message)).as(message).hasSize(1);
      }
    }
  }

  @Test
  void replyThatWasNotAcknowledgedComesAgainAfterAReconnect() {
    String message = E2e.unique("m");
    String chat = E2e.unique("wxid");
    Set<String> first;
    try (AgentSocket agent = connect()) {
      agent.sendMessage(message, chat, QUESTION);
      E2e.await("reply").until(() -> !agent.repliesTo(message).isEmpty());
      first = replyIds(agent, message);
    }

    try (AgentSocket again = connect()) {

      E2e.await("the same reply again").until(() -> !again.repliesTo(message).isEmpty());
      assertThat(replyIds(again, message)).isEqualTo(first);
      acknowledgeAll(again, message);
      E2e.await("receipt stored").until(() -> isSent(message));
    }
  }

  private static AgentSocket connect() {
    return AgentSocket.connect(
        E2e.HTTP, E2e.fleet().gatewayUrl(), E2e.fleet().login().agentId(), E2e.agentToken());
  }

  private static void acknowledgeAll(AgentSocket agent, String message) {
    replyIds(agent, message).forEach(agent::acknowledgeReply);
  }

  private static Set<String> replyIds(AgentSocket agent, String message) {
    Set<String> ids = new HashSet<>();
    agent.repliesTo(message).forEach(reply -> ids.add(reply.payload().path("reply_id").asText()));
    return ids;
  }

  private static boolean isSent(String message) {
    return outcome(message)
        .filter(known -> !known.replies().isEmpty())
        .filter(
            known ->
                known.replies().stream().allMatch(part -> part.status() == DeliveryStatus.SENT))
        .isPresent();
  }

  private static Optional<MessageOutcome> outcome(String message) {
    return E2e.fleet().gateway().outcome(message, E2e.fleet().login().agentId());
  }
}
