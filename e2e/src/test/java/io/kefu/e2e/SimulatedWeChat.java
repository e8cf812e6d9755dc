package io.kefu.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The customer's side: what they type into WeChat and what WeChat shows them. */
final class SimulatedWeChat implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> shown = new CopyOnWriteArrayList<>();
  private final List<Long> times = new CopyOnWriteArrayList<>();
  private final Socket socket;
  private final BufferedWriter out;

  SimulatedWeChat(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      out =
          new BufferedWriter(
              new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8));
      Thread.ofVirtual().start(this::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types a text as a customer; the id makes it findable. */
  void say(String messageId, String chatId, String content) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("type", "say")
            .put("message_id", messageId)
            .put("chat_id", chatId)
            .put("chat_name", chatId)
            .put("chat_type", "private")
            .put("sender_id", chatId)
            .put("sender_name", chatId)
            .put("content", content);
    try {
      synchronized (out) {
        out.write(line.toString());
        out.write('\n');
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the customer sees of us in a chat, in order. */
  List<JsonNode> repliesIn(String chatId) {
    return shown.stream()
        .filter(
            line ->
                line.path("type").asText().equals("sent")
                    && line.path("chat_id").asText().equals(chatId))
        .toList();
  }

  /** Ids of the messages of a run that the agent has kept. */
  Set<String> keptOf(String run) {
    return lines("said", run)
        .map(line -> line.path("message_id").asText())
        .collect(Collectors.toSet());
  }

  /** What WeChat showed of us to the customers of a run, in order. */
  List<JsonNode> shownTo(String run) {
    return lines("sent", run).toList();
  }

  /** When the first answer to each message of a run was shown, by {@link System#nanoTime}. */
  Map<String, Long> shownAt(String run) {
    Map<String, Long> first = new HashMap<>();
    for (int i = 0; i < shown.size(); i++) {
      JsonNode line = shown.get(i);
      if (line.path("type").asText().equals("sent")
          && line.path("chat_id").asText().startsWith(run)) {
        first.putIfAbsent(line.path("message_id").asText(), times.get(i));
      }
    }
    return first;
  }

  private Stream<JsonNode> lines(String type, String run) {
    return shown.stream()
        .filter(
            line ->
                line.path("type").asText().equals(type)
                    && line.path("chat_id").asText().startsWith(run));
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode event = JSON.readTree(line);
        times.add(System.nanoTime());
        shown.add(event);
      }
    } catch (IOException closed) {
      // The test is over, or the agent died on purpose.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
