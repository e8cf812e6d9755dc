package io.kefu.agent.wechat.collect;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tails of all chats, on disk, so that a restart takes no history for new. A lost last record
 * only means collecting a few rows again, under the ids they had. Not thread-safe.
 */
public final class TailStore implements Closeable {

  private static final Log LOG = Log.of(TailStore.class);
  private static final int SEGMENT_BYTES = 256 * 1024;
  private static final int MAX_SEGMENTS = 4;

  /** The chats longest unvisited are forgotten first; one seen again counts as first seen. */
  private static final int MAX_CHATS = 1_000;

  private final EncryptedLog log;
  private final LinkedHashMap<String, ChatTail> tails;

  private TailStore(EncryptedLog log, LinkedHashMap<String, ChatTail> tails) {
    this.log = log;
    this.tails = tails;
  }

  /** Opens the store. */
  public static TailStore open(Disk disk, RecordCipher cipher) throws IOException {
    LinkedHashMap<String, ChatTail> tails = new LinkedHashMap<>();
    EncryptedLog log =
        EncryptedLog.open(
            disk, cipher, "tails", SEGMENT_BYTES, (location, plain) -> replay(tails, plain));
    return new TailStore(log, tails);
  }

  Optional<ChatTail> find(String chatId) {
    return Optional.ofNullable(tails.get(chatId));
  }

  void remember(String chatId, ChatTail tail) throws IOException {
    put(tails, chatId, tail);
    log.append(bytes(chatId, tail));
    if (log.active() - log.oldest() >= MAX_SEGMENTS) {
      rewrite();
    }
  }

  @Override
  public void close() throws IOException {
    log.force();
    log.close();
  }

  private void rewrite() throws IOException {
    log.startSegment();
    long keepFrom = log.active();
    for (Map.Entry<String, ChatTail> entry : tails.entrySet()) {
      log.append(bytes(entry.getKey(), entry.getValue()));
    }
    log.force();
    while (log.oldest() < keepFrom) {
      log.removeOldest();
    }
  }

  private static void put(LinkedHashMap<String, ChatTail> tails, String chatId, ChatTail tail) {
    tails.remove(chatId);
    tails.put(chatId, tail);
    if (tails.size() > MAX_CHATS) {
      tails.remove(tails.keySet().iterator().next());
    }
  }

  private static void replay(LinkedHashMap<String, ChatTail> tails, byte[] plain) {
    try {
      JsonObject record = Json.read(new String(plain, StandardCharsets.UTF_8));
      List<String> rows = record.list("rows").stream().map(String::valueOf).toList();
      put(tails, record.id("chat"), new ChatTail(rows, record.integer("count", 0)));
    } catch (BadJson e) {
      LOG.error("tails.record_of_another_version", "reason", e.getMessage());
    }
  }

  private static byte[] bytes(String chatId, ChatTail tail) {
    return Json.write(Map.of("chat", chatId, "rows", tail.rows(), "count", tail.count()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
