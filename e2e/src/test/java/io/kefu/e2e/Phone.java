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

  /** How replies begin that the agent made itself while no gateway could be reached. */
  private static final String LOCAL = "local-";

  /** How those begin that only tell that nobody can answer now. */
  private static final String NOTICE = "local-notice-";

  private static void record(String agentId, JsonNode line, History history) {
    long now = System.nanoTime();
    String message = line.path("message_id").asText();
    switch (line.path("type").asText()) {
      case "said" -> history.add(new Event.Acknowledged(message, now));
      case "sent" -> history.add(shown(agentId, message, line, now));
      default -> {
        // Acknowledgements of the gateway: the agent's word is what the customer's message rests
        // on.
      }
    }
  }

  private static Event shown(String agentId, String message, JsonNode line, long now) {
    String chat = chat(agentId, line.path("chat_id").asText());
    String reply = line.path("reply_id").asText();
    if (reply.startsWith(LOCAL)) {
      // What the agent wrote names its message in its id alone.
      boolean notice = reply.startsWith(NOTICE);
      String follows = reply.substring((notice ? NOTICE : LOCAL).length());
      return new Event.AnsweredLocally(follows, chat, notice, now);
    }
    return new Event.Answered(
        message,
        chat,
        reply,
        line.path("part").asInt(),
        line.path("parts").asInt(),
        line.path("action").asText().equals("transfer_human"),
        now);
  }

  @Override
  public void close() throws IOException {
    weChat.close();
  }
}
