package io.kefu.local.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.local.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the simulated WeChat: one JSON object a line, both ways. One thread may say
 * things while another hears them.
 */
public final class AgentSocket implements AutoCloseable {

  private static final int CONNECT_MILLIS = 3000;

  private final Socket socket;
  private final BlockingQueue<AgentSaid> heard = new LinkedBlockingQueue<>();

  private AgentSocket(Socket socket) {
    this.socket = socket;
  }

  /**
   * Connects to the agent on this machine.
   *
   * @throws IOException when nobody listens there
   */
  public static AgentSocket connect(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      var connected = new AgentSocket(socket);
      Thread reader = new Thread(connected::read, "kefu-chat-reader");
      reader.setDaemon(true);
      reader.start();
      return connected;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void read() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        AgentSaid.parse(line).ifPresent(heard::add);
      }
    } catch (IOException closed) {
      // The same as the end of the stream.
    }
    heard.add(new AgentSaid.Gone());
  }

  /**
   * The customer says something.
   *
   * @throws IOException when the agent is gone
   */
  public synchronized void say(CustomerLine line) throws IOException {
    JsonNode json = Json.MAPPER.valueToTree(line);
    socket
        .getOutputStream()
        .write((Json.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** What the agent said next; empty when it said nothing in that time. */
  public Optional<AgentSaid> hear(Duration patience) {
    try {
      return Optional.ofNullable(heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new AgentSaid.Gone());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
