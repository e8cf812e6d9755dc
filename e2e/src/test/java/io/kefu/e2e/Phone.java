package io.kefu.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.e2e.history.Event;
import io.kefu.e2e.history.History;
import io.kefu.local.fleet.FleetProcess;
import java.io.IOException;

/**
 * One WeChat account with its agent, and what is seen on its screen.
 *
 * @param agentId the agent
 * @param process the agent's process
 * @param weChat the simulated WeChat
 */
record Phone(String agentId, FleetProcess process, SimulatedWeChat weChat)
    implements AutoCloseable {

  /** Opens the WeChat of an agent and records what is seen of it. */
  static Phone open(String agentId, FleetProcess process, History history) {
    return new Phone(
        agentId,
        process,
        new SimulatedWeChat(process.port(), line -> record(agentId, line, history)));
  }

  /** The name of a chat over all phones. */
  static String chat(String agentId, String chatId) {
    return agentId + "/" + chatId;
  }

  /** Types a message as a customer. */
  void type(String message, String chatId, String content, History history) {
    // Before it is said: the acknowledgement may be quicker than this thread.
    history.add(new Event.Attempted(message, chat(agentId, chatId), System.nanoTime()));
    weChat.say(message, chatId, content);
  }

  /**
   * How replies begin that the agent made itself while no gateway could be reached. They are not
   * the platform's and have no place in its order; that the platform's answer is not sent as well
   * is shown by the agent's HybridModeTest.
   */
  private static final String LOCAL = "local-";

  private static void record(String agentId, JsonNode line, History history) {
    long now = System.nanoTime();
    String message = line.path("message_id").asText();
    switch (line.path("type").asText()) {
      case "said" -> history.add(new Event.Acknowledged(message, now));
      case "sent" -> {
        if (!line.path("reply_id").asText().startsWith(LOCAL)) {
          history.add(
              new Event.Answered(
                  message,
                  chat(agentId, line.path("chat_id").asText()),
                  line.path("reply_id").asText(),
                  line.path("part").asInt(),
                  line.path("parts").asInt(),
                  line.path("action").asText().equals("transfer_human"),
                  now));
        }
      }
      default -> {
        // Acknowledgements of the gateway: the agent's word is what the customer's message rests
        // on.
      }
    }
  }

  @Override
  public void close() throws IOException {
    weChat.close();
  }
}
