package io.kefu.agent.local;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.ChatMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers customers by local rules while the gateway cannot be reached: what a rule knows at once,
 * anything else once a chat with the offline text. Each text goes through the same desk and ledger
 * as the server's, is sent at most once, and is reported as our own message afterwards.
 * Thread-safe.
 */
public final class LocalAnswers implements AutoCloseable {

  private static final Log LOG = Log.of(LocalAnswers.class);
  private static final int REMEMBERED = 200;

  /** Who wrote it, to people who read the conversation. */
  private static final String SHOWN_AS = "自动回复";

  /** Tells whether the gateway can be reached. */
  public interface Reach {
    /** How long it could not; empty while it can. */
    Optional<Duration> unreachableFor();
  }

  private final RuleBook book;
  private final Reach reach;
  private final Duration grace;
  private final Clock clock;
  private final Supplier<Instant> serverNow;
  private final Consumer<Reply> desk;
  private final ScheduledThreadPoolExecutor later;
  private final Set<String> toldOffline = new HashSet<>();
  private final Set<String> undelivered = new HashSet<>();
  private final Map<String, Sent> underWay =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Sent(ChatMessage question, LocalRule rule) {}

  /**
   * Answers nothing before it hears of a message.
   *
   * @param grace a shorter loss of the connection is none: the server answers better
   * @param serverNow the server's clock as far as it is known, which the desk goes by
   * @param desk sends a reply
   */
  public LocalAnswers(
      RuleBook book,
      Reach reach,
      Duration grace,
      Clock clock,
      Supplier<Instant> serverNow,
      Consumer<Reply> desk) {
    this.book = book;
    this.reach = reach;
    this.grace = grace;
    this.clock = clock;
    this.serverNow = serverNow;
    this.desk = desk;
    this.later =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kefu-local");
              thread.setDaemon(true);
              return thread;
            });
    this.later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** A message was kept: answers it when nobody else can. */
  public void kept(ChatMessage message) {
    if (!answerable(message) || book.size() == 0) {
      return;
    }
    synchronized (undelivered) {
      undelivered.add(message.messageId());
    }
    // Also while there seems to be a connection: that it is lost may not be known yet.
    check(message, reach.unreachableFor().map(grace::minus).orElse(grace));
  }

  /** The gateway has a message: it is the server's to answer. */
  public void delivered(String messageId) {
    synchronized (undelivered) {
      undelivered.remove(messageId);
    }
  }

  private void check(ChatMessage message, Duration wait) {
    try {
      later.schedule(() -> answer(message), Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("local.stopped", "reason", "the agent stops");
    }
  }

  /** The gateway is there again: the next loss may be told to each chat anew. */
  public void connected() {
    synchronized (toldOffline) {
      toldOffline.clear();
    }
  }

  /** What to report of a local reply that was sent, as our own message. */
  public Optional<ChatMessage> report(String replyId) {
    Sent sent;
    synchronized (underWay) {
      sent = underWay.remove(replyId);
    }
    if (sent == null) {
      return Optional.empty();
    }
    ChatMessage question = sent.question();
    String senderId = "local_rule/" + sent.rule().id();
    String id = replyId.substring(0, Math.min(replyId.length(), ChatMessage.MAX_MESSAGE_ID));
    return Optional.of(
        new ChatMessage(
            id,
            question.chatId(),
            question.group(),
            question.chatName(),
            senderId.substring(0, Math.min(senderId.length(), ChatMessage.MAX_ID)),
            SHOWN_AS,
            ChatMessage.Kind.TEXT,
            sent.rule().reply(),
            clock.instant(),
            false,
            true,
            Optional.empty(),
            Optional.empty()));
  }

  @Override
  public void close() {
    later.shutdownNow();
  }

  private static boolean answerable(ChatMessage message) {
    return !message.own()
        && message.kind() == ChatMessage.Kind.TEXT
        && (!message.group() || message.mentioned());
  }

  private void answer(ChatMessage message) {
    Optional<Duration> unreachable = reach.unreachableFor();
    if (unreachable.isPresent() && unreachable.get().compareTo(grace) < 0) {
      check(message, grace.minus(unreachable.get()).plusMillis(1));
      return;
    }
    boolean open;
    synchronized (undelivered) {
      open = undelivered.remove(message.messageId());
    }
    if (!open || unreachable.isEmpty()) {
      return;
    }
    LocalRules rules = book.current();
    Optional<LocalRule> rule = rules.answering(message.content());
    if (rule.isEmpty()) {
      rule = rules.offline().filter(offline -> firstIn(message.chatId()));
    }
    if (rule.isEmpty()) {
      return;
    }
    Reply reply = reply(message, rule.get());
    synchronized (underWay) {
      underWay.put(reply.replyId(), new Sent(message, rule.get()));
    }
    LOG.info("local.answer", "rule", rule.get().id(), "message_id", message.messageId());
    desk.accept(reply);
  }

  private boolean firstIn(String chatId) {
    synchronized (toldOffline) {
      return toldOffline.add(chatId);
    }
  }

  private Reply reply(ChatMessage message, LocalRule rule) {
    return new Reply(
        rule.kind() == LocalRule.Kind.OFFLINE
            ? Reply.localNotice(message.messageId())
            : Reply.localAnswer(message.messageId()),
        Optional.empty(),
        message.chatId(),
        message.chatName(),
        Reply.Action.REPLY,
        rule.reply(),
        1,
        1,
        message.group() ? Optional.of(message.senderName()) : Optional.empty(),
        Optional.empty(),
        1,
        serverNow.get());
  }
}
