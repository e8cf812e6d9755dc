package io.kefu.agent.reply;

import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.Reply;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.Disk;
import io.kefu.agent.store.EncryptedLog;
import io.kefu.agent.store.RecordCipher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this agent ever began to send (design.md §3, promise 4). A part is written down, forced,
 * before the first key stroke, and its outcome before the receipt leaves. A part that was begun and
 * has no outcome when the ledger is opened was cut off: its outcome is UNKNOWN, for a person to
 * decide. Nothing in it is a message text. Thread-safe.
 */
public final class SendLedger implements Closeable {

  private static final Log LOG = Log.of(SendLedger.class);

  /** Far above the time after which the platform gives a reply up (ten minutes). */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** About 2 MB of heap. */
  private static final int MAX_ENTRIES = 10_000;

  private static final int SEGMENT_BYTES = 256 * 1024;

  private final EncryptedLog log;
  private final Clock clock;
  private final LinkedHashMap<String, LedgerEntry> entries = new LinkedHashMap<>();
  private final Map<String, String> replyOfPart = new HashMap<>();
  private Optional<String> lastBegun = Optional.empty();

  private SendLedger(EncryptedLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Opens the ledger; parts that were cut off are UNKNOWN from now on. */
  public static SendLedger open(Disk disk, RecordCipher cipher, Clock clock) throws IOException {
    List<byte[]> records = new ArrayList<>();
    EncryptedLog log =
        EncryptedLog.open(
            disk, cipher, "ledger", SEGMENT_BYTES, (location, plain) -> records.add(plain));
    SendLedger ledger = new SendLedger(log, clock);
    for (byte[] record : records) {
      ledger.replay(record);
    }
    for (LedgerEntry entry : List.copyOf(ledger.entries.values())) {
      if (entry.receipt().isEmpty()) {
        LOG.warn("reply.cut_off", "reply_id", entry.replyId(), "begun_at", entry.begunAt());
        ledger.end(
            new Receipt(
                entry.replyId(),
                Receipt.Status.UNKNOWN,
                Optional.of(
                    "interrupted: the agent stopped while sending; look into the chat before"
                        + " sending again"),
                clock.instant()));
      }
    }
    return ledger;
  }

  /** What opening found broken. */
  public synchronized EncryptedLog.Damage damage() {
    return log.damage();
  }

  /** Whether a part was ever begun. */
  public synchronized boolean begun(String replyId) {
    return entries.containsKey(replyId);
  }

  /** How a part ended; empty when it is unknown here or still being sent. */
  public synchronized Optional<Receipt> receipt(String replyId) {
    return Optional.ofNullable(entries.get(replyId)).flatMap(LedgerEntry::receipt);
  }

  /** How a part of the answer to a message ended, looked up by its position. */
  public synchronized Optional<Receipt.Status> partStatus(String messageId, int part) {
    return Optional.ofNullable(replyOfPart.get(partKey(messageId, part)))
        .flatMap(this::receipt)
        .map(Receipt::status);
  }

  /**
   * Whether a local rule answered a message, or perhaps did: the server answers it once more when
   * it hears of the message, and the customer must not get both.
   */
  public synchronized boolean answeredLocally(String messageId) {
    LedgerEntry entry = entries.get(Reply.localAnswer(messageId));
    return entry != null
        && entry.receipt().map(receipt -> receipt.status() != Receipt.Status.FAILED).orElse(true);
  }

  /** Whether a later part of the same answer was begun already. */
  public synchronized boolean laterPartBegun(Reply reply) {
    for (int part = reply.part() + 1; part <= reply.parts(); part++) {
      if (replyOfPart.containsKey(partKey(reply.messageId().orElse(""), part))) {
        return true;
      }
    }
    return false;
  }

  /** The part begun last, for {@code hello}. */
  public synchronized Optional<String> lastBegun() {
    return lastBegun;
  }

  /** Receipts of parts that ended after a moment, oldest first. */
  public synchronized List<Receipt> endedSince(Instant moment) {
    return entries.values().stream()
        .flatMap(entry -> entry.receipt().stream())
        .filter(receipt -> receipt.at().isAfter(moment))
        .toList();
  }

  /**
   * Writes down that a part begins, forced.
   *
   * @throws IOException when the disk refuses: then no key may be pressed
   * @throws IllegalStateException when it was begun before: promise 4 would be broken
   */
  public synchronized void begin(Reply reply) throws IOException {
    if (entries.containsKey(reply.replyId())) {
      throw new IllegalStateException("reply " + reply.replyId() + " was begun before");
    }
    tidy();
    LedgerEntry entry =
        new LedgerEntry(
            reply.replyId(),
            reply.messageId().map(id -> partKey(id, reply.part())).orElse(""),
            clock.instant(),
            Optional.empty());
    log.appendForced(bytes(entry));
    remember(entry);
  }

  /** Writes down how a part ended, forced, and returns its receipt. */
  public synchronized Receipt end(Receipt receipt) {
    LedgerEntry entry = entries.get(receipt.replyId());
    if (entry == null) {
      throw new IllegalStateException("reply " + receipt.replyId() + " was never begun");
    }
    LedgerEntry ended = entry.ended(receipt);
    entries.put(receipt.replyId(), ended);
    try {
      log.appendForced(bytes(ended));
    } catch (IOException e) {
      // The receipt leaves now; after a restart the part would be UNKNOWN, which is still honest.
      LOG.error(
          "ledger.disk_error",
          "reply_id",
          receipt.replyId(),
          "reason",
          Log.reason(e),
          "do",
          "free disk space");
    }
    return receipt;
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }

  private void tidy() throws IOException {
    Instant limit = clock.instant().minus(RETENTION);
    var oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      LedgerEntry entry = oldest.next();
      boolean old = entry.begunAt().isBefore(limit) || entries.size() >= MAX_ENTRIES;
      if (!old || entry.receipt().isEmpty()) {
        break;
      }
      oldest.remove();
      replyOfPart.remove(entry.partKey(), entry.replyId());
    }
    // Everything live fits two segments; when the log is twice that, write it anew.
    if (log.active() - log.oldest() > 2 * (1 + entries.size() * 400L / SEGMENT_BYTES)) {
      rewrite();
    }
  }

  private void rewrite() throws IOException {
    log.startSegment();
    long keepFrom = log.active();
    for (LedgerEntry entry : entries.values()) {
      log.append(bytes(entry));
    }
    log.force();
    while (log.oldest() < keepFrom) {
      log.removeOldest();
    }
  }

  private void replay(byte[] record) {
    try {
      JsonObject fields = Json.read(new String(record, StandardCharsets.UTF_8));
      String replyId = fields.id("r");
      Optional<Receipt> receipt = Optional.empty();
      Optional<String> status = fields.optionalText("s");
      if (status.isPresent()) {
        receipt =
            Optional.of(
                new Receipt(
                    replyId,
                    Receipt.Status.valueOf(status.get()),
                    fields.optionalText("e"),
                    Instant.ofEpochMilli(fields.integer("u", 0))));
      }
      Instant begunAt = Instant.ofEpochMilli(fields.integer("t", 0));
      remember(new LedgerEntry(replyId, fields.optionalText("p").orElse(""), begunAt, receipt));
    } catch (BadJson | IllegalArgumentException e) {
      LOG.error("ledger.record_of_another_version", "reason", Log.reason(e));
    }
  }

  private void remember(LedgerEntry entry) {
    if (entries.put(entry.replyId(), entry) == null) {
      lastBegun = Optional.of(entry.replyId());
    }
    if (!entry.partKey().isEmpty()) {
      replyOfPart.put(entry.partKey(), entry.replyId());
    }
  }

  private static byte[] bytes(LedgerEntry entry) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("r", entry.replyId());
    fields.put("p", entry.partKey().isEmpty() ? null : entry.partKey());
    fields.put("t", entry.begunAt().toEpochMilli());
    entry
        .receipt()
        .ifPresent(
            receipt -> {
              fields.put("s", receipt.status().name());
              fields.put("e", receipt.error().orElse(null));
              fields.put("u", receipt.at().toEpochMilli());
            });
    return Json.write(fields).getBytes(StandardCharsets.UTF_8);
  }

  private static String partKey(String messageId, int part) {
    return part + "/" + messageId;
  }
}
