package io.kefu.agent.link;

import io.kefu.agent.frame.FrameWriter;
import io.kefu.agent.frame.PayloadSeal;
import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.log.Log;
import io.kefu.agent.queue.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One open socket's protocol (design.md §4): hello, welcome, messages and their acks, replies and
 * their receipts, heartbeats, commands. Called by the link's loop alone; not thread-safe.
 */
final class Session {

  private static final Log LOG = Log.of(Session.class);

  /** A PC whose clock is further off is worth a warning: WeChat's times are wrong then. */
  private static final Duration SKEW_WARNING = Duration.ofSeconds(30);

  /** Close code; the link comes back with a growing pause. */
  private static final int POLICY = 1008;

  /** Why the session cannot go on. */
  static final class Broken extends Exception {
    Broken(String why) {
      super(why);
    }
  }

  private final LinkParts parts;
  private final Wire wire;
  private final SealedTalk talk;
  private final Consumer<ServerFrame.Command> commands;
  private final Instant openedAt;
  private final Deque<Long> unanswered = new ArrayDeque<>();
  private FrameWriter frames;
  private boolean ended;
  private Optional<ServerFrame.Welcome> welcome = Optional.empty();
  private Instant helloAt;
  private Instant nextHeartbeat = Instant.MAX;
  private long heartbeats;
  private boolean helloPending;

  Session(LinkParts parts, Wire wire, Consumer<ServerFrame.Command> commands) {
    this.parts = parts;
    this.wire = wire;
    this.frames = parts.frames();
    this.talk = new SealedTalk(parts.sealing(), parts.frames().agentId());
    this.commands = commands;
    this.openedAt = parts.clock().instant();
    this.helloAt = openedAt;
  }

  /** Introduces this agent; with a token when it renews a session. */
  void hello(Optional<String> accessToken) {
    helloAt = parts.clock().instant();
    helloPending = true;
    wire.send(
        frames.hello(
            parts.facts().clientVersion(),
            parts.facts().weChatStatus(),
            parts.facts().weChatVersion(),
            parts.facts().rulesVersion(),
            parts.ledger().lastBegun(),
            accessToken,
            accessToken.isPresent() ? Optional.empty() : talk.offer()));
  }

  boolean welcomed() {
    return welcome.isPresent();
  }

  /** How long it has been useful. */
  Duration age() {
    return Duration.between(openedAt, parts.clock().instant());
  }

  /** Handles a frame of the server. */
  void receive(String text) {
    if (ended) {
      return;
    }
    ServerFrame frame;
    try {
      frame = talk.read(text);
    } catch (PayloadSeal.Broken e) {
      LOG.error("link.seal_broken", "reason", e.getMessage());
      giveUp("a sealed payload does not open");
      return;
    } catch (BadJson e) {
      LOG.warn("link.bad_frame", "reason", e.getMessage(), "bytes", text.length());
      return;
    }
    if (frame instanceof ServerFrame.Welcome opened) {
      open(opened);
    } else if (frame instanceof ServerFrame.Accepted accepted) {
      accepted(accepted.messageId());
    } else if (frame instanceof ServerFrame.ReplyPart part) {
      parts.replies().accept(part.reply());
    } else if (frame instanceof ServerFrame.HeartbeatAnswer answer) {
      heartbeatAnswered(answer);
    } else if (frame instanceof ServerFrame.Command command) {
      commands.accept(command);
    } else if (frame instanceof ServerFrame.Refusal refusal) {
      refused(refusal);
    } else if (frame instanceof ServerFrame.Unknown unknown) {
      LOG.debug("link.frame_of_another_version", "type", unknown.type());
    }
    pump();
  }

  /** Sends what may go: receipts first, a customer's answer waits for nothing behind them. */
  void pump() {
    if (!welcomed()) {
      return;
    }
    for (Receipt receipt : parts.receipts().unsent()) {
      if (!wire.send(frames.receipt(receipt))) {
        return;
      }
      parts.receipts().sent(receipt.replyId(), heartbeats + 1);
    }
    SendWindow window = parts.window();
    int room = window.room();
    if (room > 0) {
      for (MessageQueue.Waiting next : parts.queue().next(room, window::busy)) {
        send(next.messageId(), next.chatId());
      }
    }
  }

  /** Answers a command. */
  void answer(String commandId, CommandHandler.Outcome outcome) {
    wire.send(
        frames.commandResult(
            commandId,
            outcome.status().name(),
            outcome.error(),
            outcome.result(),
            parts.clock().instant()));
  }

  /**
   * What time alone brings: deadlines, heartbeats, sending again. Called about each second.
   *
   * @throws Broken when the connection must be ended up
   */
  void tick() throws Broken {
    Instant now = parts.clock().instant();
    if (helloPending && now.isAfter(helloAt.plus(parts.limits().openTimeout()))) {
      throw new Broken("no welcome within " + parts.limits().openTimeout().toSeconds() + " s");
    }
    if (!welcomed()) {
      return;
    }
    for (String messageId : parts.window().due(now)) {
      parts.queue().payload(messageId).ifPresent(payload -> write(messageId, "", payload));
    }
    if (!now.isBefore(nextHeartbeat)) {
      heartbeat(now);
    }
    pump();
  }

  /** The message the server found faulty without naming it, when only one can be meant. */
  void faulty(String code) {
    parts.window().faulty().ifPresent(messageId -> dropped(messageId, code));
  }

  private void open(ServerFrame.Welcome opened) {
    boolean first = welcome.isEmpty();
    if (first) {
      Optional<FrameWriter> settled = talk.settle(opened.sealing(), frames);
      if (settled.isEmpty()) {
        giveUp("payloads must be sealed");
        return;
      }
      frames = settled.get();
    }
    welcome = Optional.of(opened);
    helloPending = false;
    parts.serverClock().learn(opened.serverTime());
    Duration skew = parts.serverClock().skew();
    if (first) {
      nextHeartbeat = parts.clock().instant();
      LOG.info(
          "link.connected", "session", opened.sessionId(), "queue_depth", parts.queue().depth());
      if (skew.abs().compareTo(SKEW_WARNING) > 0) {
        LOG.warn(
            "link.clock_skew",
            "server_ahead_ms",
            skew.toMillis(),
            "do",
            "set this PC's clock; until then the server's time is used for sending");
      }
    } else {
      LOG.info("link.renewed", "session", opened.sessionId());
    }
    parts.events().connected(opened);
  }

  /** Closes a socket that cannot be trusted; the listener hears of it and comes back later. */
  private void giveUp(String why) {
    ended = true;
    wire.close(POLICY, why);
  }

  private void accepted(String messageId) {
    parts.window().done(messageId);
    if (parts.queue().delivered(messageId)) {
      parts.attachments().over(messageId);
      parts.events().delivered(messageId);
    }
  }

  private void refused(ServerFrame.Refusal refusal) {
    LOG.warn(
        "link.refused",
        "code",
        refusal.code(),
        "says",
        refusal.message(),
        "message_id",
        refusal.messageId().orElse("-"));
    if (refusal.messageId().isPresent()) {
      String messageId = refusal.messageId().get();
      if (parts.window().refused(messageId, refusal.code(), parts.clock().instant())) {
        dropped(messageId, refusal.code());
      }
    } else if (RefusalPolicy.of(refusal.code()) == RefusalPolicy.Verdict.FINAL) {
      faulty(refusal.code());
    }
  }

  /** Promise 6: it leaves the queue, but never in silence. */
  private void dropped(String messageId, String code) {
    parts.window().done(messageId);
    if (parts.queue().refuse(messageId, code)) {
      parts.attachments().over(messageId);
      LOG.error(
          "queue.refused",
          "message_id",
          messageId,
          "code",
          code,
          "refused_total",
          parts.queue().losses().refused(),
          "do",
          "the gateway will never take this message; answer the customer by hand");
      parts.events().refused(messageId, code);
    }
  }

  private void heartbeatAnswered(ServerFrame.HeartbeatAnswer answer) {
    parts.serverClock().learn(answer.serverTime());
    Long number = unanswered.pollFirst();
    if (number != null) {
      parts.receipts().heartbeatAnswered(number);
    }
  }

  private void heartbeat(Instant now) throws Broken {
    if (unanswered.size() >= parts.limits().missedHeartbeats()) {
      throw new Broken(unanswered.size() + " heartbeats were not answered");
    }
    AgentFacts.Health health = parts.facts().health();
    unanswered.addLast(++heartbeats);
    wire.send(
        frames.heartbeat(
            health.cpuPercent(),
            health.memoryMb(),
            parts.facts().weChatStatus(),
            parts.queue().depth(),
            health.screenLocked(),
            now,
            health.extra()));
    nextHeartbeat = now.plusSeconds(welcome.orElseThrow().heartbeatSeconds());
  }

  private void send(String messageId, String chatId) {
    Optional<Map<String, Object>> payload = parts.queue().payload(messageId);
    if (payload.isPresent()) {
      if (parts.attachments().ready(messageId, payload.get())) {
        write(messageId, chatId, payload.get());
      }
    } else {
      dropped(messageId, "store_damaged");
    }
  }

  private void write(String messageId, String chatId, Map<String, Object> payload) {
    parts.window().sent(messageId, chatId, parts.clock().instant());
    Map<String, Object> complete = parts.attachments().complete(messageId, payload);
    wire.send(frames.message(complete, welcome.orElseThrow().maxFrameBytes()));
  }
}
