package io.kefu.agent.wechat.simulated;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.send.SendProcedure;
import io.kefu.agent.wechat.send.SendTimes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A WeChat that people and tests play over a socket on the loopback address: one JSON object a
 * line.
 *
 * <p>In: {@code say} (a customer writes), {@code fault} (the next sends go wrong), {@code screen}
 * (lock or unlock), {@code wait} (in a script: pause). Out, to every visitor: {@code said}, {@code
 * acked}, {@code sent}, {@code error}. A script file has the same lines.
 */
public final class SimulatedWeChat implements WeChatDriver {

  private static final Log LOG = Log.of(SimulatedWeChat.class);

  /** Nothing is slow in memory; what does not show at once never will. */
  private static final SendTimes TIMES =
      new SendTimes(
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofMillis(20));

  private final int port;
  private final Optional<Path> script;
  private final Clock clock;
  private final SimulatedSay says;
  private final List<SimulatedConnection> visitors = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private volatile boolean locked;
  private volatile Inbox inbox;
  private ServerSocket server;

  /**
   * Does not listen before {@link #start}.
   *
   * @param port on the loopback address; 0 takes a free one
   * @param script lines to play at the start, if any
   */
  public SimulatedWeChat(int port, Optional<Path> script, Clock clock) {
    this.port = port;
    this.script = script;
    this.clock = clock;
    this.says = new SimulatedSay(clock);
  }

  @Override
  public void start(Inbox messages) throws IOException {
    inbox = messages;
    server = new ServerSocket();
    server.setReuseAddress(true);
    try {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "port "
              + port
              + " of the simulated WeChat is taken: choose another with --simulated-port",
          e);
    }
    LOG.info("simulated.listening", "port", port());
    thread("kefu-simulated", this::acceptLoop);
    script.ifPresent(file -> thread("kefu-script", () -> play(file)));
  }

  /** The port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public WeChatStatus status() {
    return WeChatStatus.SIMULATED;
  }

  @Override
  public Optional<String> version() {
    return Optional.of("simulated");
  }

  @Override
  public boolean screenLocked() {
    return locked;
  }

  @Override
  public SendResult send(Reply part) {
    Optional<Fault> fault = nextFault(part.chatId());
    fault.ifPresent(found -> pause(found.delayMillis()));
    SimulatedScreen screen =
        new SimulatedScreen(part, fault.map(Fault::kind), locked, () -> show(part));
    return new SendProcedure(screen, TIMES, clock, time -> pause(time.toMillis()))
        .send(part.chatName(), part.mention(), part.content());
  }

  @Override
  public void delivered(String messageId) {
    tell(Map.of("type", "acked", "message_id", messageId));
  }

  @Override
  public void refused(String messageId, String code) {
    tell(
        Map.of(
            "type",
            "error",
            "code",
            code,
            "message_id",
            messageId,
            "message",
            "the gateway will never take this message"));
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      LOG.debug("simulated.close_failed", "reason", Log.reason(e));
    }
    visitors.forEach(SimulatedConnection::close);
  }

  private void acceptLoop() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        SimulatedConnection visitor = new SimulatedConnection(socket);
        visitors.add(visitor);
        thread(
            "kefu-simulated-in",
            () -> {
              visitor.readLines(line -> answer(line, visitor));
              visitors.remove(visitor);
            });
      } catch (IOException e) {
        LOG.debug("simulated.stopped", "reason", Log.reason(e));
      }
    }
  }

  private void play(Path file) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          obey(Json.read(line));
        }
      }
      LOG.info("simulated.script_played", "file", file);
    } catch (IOException | BadJson | IllegalArgumentException e) {
      LOG.error("simulated.script_stopped", "file", file, "reason", Log.reason(e));
    }
  }

  private void answer(String line, SimulatedConnection visitor) {
    if (line.isBlank()) {
      return;
    }
    try {
      obey(Json.read(line));
    } catch (BadJson | IllegalArgumentException e) {
      visitor.write(
          Json.write(
              Map.of(
                  "type", "error", "code", "bad_line", "message", String.valueOf(e.getMessage()))));
    }
  }

  private void obey(JsonObject line) throws BadJson {
    switch (line.text("type")) {
      case "say" -> says.say(line, inbox, this::tell);
      case "fault" -> {
        Fault fault = Fault.read(line);
        synchronized (faults) {
          faults.add(fault);
        }
      }
      case "screen" -> locked = line.flag("locked", true);
      case "wait" -> pause(line.integer("ms", 0));
      default -> throw new BadJson("type must be say, fault, screen or wait");
    }
  }

  private Optional<Fault> nextFault(String chatId) {
    synchronized (faults) {
      for (int i = 0; i < faults.size(); i++) {
        Fault fault = faults.get(i);
        if (fault.meets(chatId)) {
          if (fault.times() > 1) {
            faults.set(i, fault.once());
          } else {
            faults.remove(i);
          }
          return Optional.of(fault);
        }
      }
      return Optional.empty();
    }
  }

  private void show(Reply part) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", "sent");
    event.put("chat_id", part.chatId());
    event.put("chat_name", part.chatName());
    event.put("reply_id", part.replyId());
    part.messageId().ifPresent(id -> event.put("message_id", id));
    event.put(
        "content",
        part.mention().map(name -> "@" + name + " " + part.content()).orElse(part.content()));
    event.put("part", part.part());
    event.put("parts", part.parts());
    event.put("action", part.action().wire());
    event.put("confidence", part.confidence());
    tell(event);
    visitors.forEach(SimulatedConnection::flush);
  }

  private void tell(Map<String, ?> event) {
    String line = Json.write(event);
    visitors.forEach(visitor -> visitor.write(line));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
