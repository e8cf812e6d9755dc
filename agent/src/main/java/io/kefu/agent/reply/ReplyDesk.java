package io.kefu.agent.reply;

import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.Reply;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.WeChatDriver;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sends what the gateway hands over: each part once, in the order of its chat, not before its time,
 * through one thread because WeChat has one keyboard. A waiting chat never holds another one back.
 * Parts that wait here are not on disk: the gateway offers them again until it has a receipt.
 */
public final class ReplyDesk implements AutoCloseable {

  private static final Log LOG = Log.of(ReplyDesk.class);

  private static final long LOOK_AGAIN_MILLIS = 10_000;

  private final WeChatDriver driver;
  private final SendLedger ledger;
  private final DeskLimits limits;
  private final Clock clock;
  private final ServerClock serverClock;
  private final Consumer<Receipt> receipts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, ChatLine> lines = new LinkedHashMap<>();
  private final Thread sender;
  private int waiting;
  private boolean paused;
  private boolean closed;

  /**
   * Does not begin before {@link #start}.
   *
   * @param receipts told of each outcome, also again when a part is offered again; called by the
   *     sender's thread or by the caller of {@link #accept}
   */
  public ReplyDesk(
      WeChatDriver driver,
      SendLedger ledger,
      DeskLimits limits,
      Clock clock,
      ServerClock serverClock,
      Consumer<Receipt> receipts) {
    this.driver = driver;
    this.ledger = ledger;
    this.limits = limits;
    this.clock = clock;
    this.serverClock = serverClock;
    this.receipts = receipts;
    this.sender = new Thread(this::run, "kefu-sender");
    this.sender.setDaemon(true);
  }

  /** Begins to send. */
  public void start() {
    sender.start();
  }

  /** Takes a part, or answers at once when it ended already. Never blocks on WeChat. */
  public void accept(Reply reply) {
    Optional<Receipt> known = ledger.receipt(reply.replyId());
    if (known.isPresent()) {
      receipts.accept(known.get());
      return;
    }
    lock.lock();
    try {
      if (ledger.begun(reply.replyId())) {
        return;
      }
      ChatLine line = lines.computeIfAbsent(reply.chatId(), chat -> new ChatLine());
      if (line.holds(reply.replyId())) {
        return;
      }
      if (waiting >= limits.queued()) {
        lines.computeIfPresent(reply.chatId(), (chat, l) -> l.isEmpty() ? null : l);
        LOG.warn("reply.desk_full", "reply_id", reply.replyId(), "waiting", waiting);
        return;
      }
      line.add(reply, serverClock.now());
      waiting++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops or continues sending; parts wait meanwhile. */
  public void pause(boolean pause) {
    lock.lock();
    try {
      paused = pause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether sending is paused. */
  public boolean paused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the part being sent end, then stops. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      sender.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        ChatLine.Turn turn = awaitTurn();
        if (turn == null) {
          return;
        }
        perform(turn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next part that may be handled, taken from its line; null when the desk closed. */
  private ChatLine.Turn awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Instant now = serverClock.now();
        Instant earliest = Instant.MAX;
        if (!paused) {
          for (ChatLine line : lines.values()) {
            ChatLine.Turn turn = line.turn(ledger, now, limits);
            if (!(turn instanceof ChatLine.Turn.Wait wait)) {
              return turn;
            }
            earliest = wait.until().isBefore(earliest) ? wait.until() : earliest;
          }
        }
        if (earliest.equals(Instant.MAX)) {
          changed.await();
        } else {
          // Looks again now and then: the server's clock may be learnt anew meanwhile.
          long millis = Duration.between(now, earliest).toMillis() + 1;
          changed.await(Math.min(millis, LOOK_AGAIN_MILLIS), TimeUnit.MILLISECONDS);
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void perform(ChatLine.Turn turn) throws InterruptedException {
    if (turn instanceof ChatLine.Turn.Send send) {
      if (begin(send.reply())) {
        report(receipt(send.reply(), attempt(send.reply())));
      }
    } else if (turn instanceof ChatLine.Turn.GiveUp giveUp) {
      if (begin(giveUp.reply())) {
        report(
            new Receipt(
                giveUp.reply().replyId(),
                Receipt.Status.FAILED,
                Optional.of(giveUp.error()),
                clock.instant()));
      }
    }
  }

  /** Promise 4: on disk before the first key stroke. Leaves the part in its line when it fails. */
  private boolean begin(Reply reply) throws InterruptedException {
    try {
      ledger.begin(reply);
    } catch (IOException e) {
      LOG.error(
          "reply.ledger_unwritable",
          "reply_id",
          reply.replyId(),
          "reason",
          Log.reason(e),
          "do",
          "free disk space; nothing is sent until the ledger can be written");
      lock.lock();
      try {
        if (!closed) {
          changed.awaitNanos(limits.diskRetry().toNanos());
        }
      } finally {
        lock.unlock();
      }
      return false;
    }
    lock.lock();
    try {
      ChatLine line = lines.get(reply.chatId());
      line.remove(reply.replyId());
      waiting--;
      // Behind the others: one talkative chat must not hold the rest back.
      lines.remove(reply.chatId());
      if (!line.isEmpty()) {
        lines.put(reply.chatId(), line);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private SendResult attempt(Reply reply) {
    if (!reply.hasText()) {
      return new SendResult.Sent();
    }
    try {
      return driver.send(reply);
    } catch (RuntimeException | LinkageError e) {
      LOG.trace("reply.driver_error", e);
      return new SendResult.Unknown("driver_error", Log.reason(e));
    }
  }

  private Receipt receipt(Reply reply, SendResult result) {
    Receipt.Status status;
    Optional<String> error = Optional.empty();
    if (result instanceof SendResult.Sent) {
      status = Receipt.Status.SENT;
    } else if (result instanceof SendResult.Failed failed) {
      status = Receipt.Status.FAILED;
      error = Optional.of(failed.code() + ": " + failed.detail());
    } else {
      SendResult.Unknown unknown = (SendResult.Unknown) result;
      status = Receipt.Status.UNKNOWN;
      error = Optional.of(unknown.code() + ": " + unknown.detail());
    }
    return new Receipt(reply.replyId(), status, error, clock.instant());
  }

  private void report(Receipt receipt) {
    ledger.end(receipt);
    if (receipt.status() == Receipt.Status.SENT) {
      LOG.info("reply.sent", "reply_id", receipt.replyId());
    } else {
      LOG.warn(
          "reply.not_sent",
          "reply_id",
          receipt.replyId(),
          "status",
          receipt.status(),
          "error",
          receipt.error().orElse(""));
    }
    receipts.accept(receipt);
  }
}
