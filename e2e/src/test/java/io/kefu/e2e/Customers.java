package io.kefu.e2e;

import io.kefu.e2e.history.Event.Acknowledged;
import io.kefu.e2e.history.History;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Customers who type at a steady rate, in several chats of each phone at a time. A chat has a few
 * lines and is followed by a new one. Small talk, curated questions and questions that a model
 * answers take turns, each text once a chat: the same question twice is a wish for a person.
 */
final class Customers implements AutoCloseable {

  /** What a chat consists of. */
  static final List<String> LINES =
      List.of(
          "报警码E03是什么意思?",
          "湿手可以插拔充电枪吗?",
          "你好",
          "充电桩保修多久?",
          "家用桩安装条件是什么?",
          "120kW直流桩需要多大的电缆和开关?",
          "谢谢");

  private static final int CHATS_AT_A_TIME = 16;

  private record Said(Phone phone, String chatId, String content) {}

  private final List<Phone> phones;
  private final History history;
  private final String run = E2e.unique("run");
  private final Map<String, Said> said = new LinkedHashMap<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private ScheduledFuture<?> typing;
  private int next;

  Customers(List<Phone> phones, History history) {
    this.phones = phones;
    this.history = history;
  }

  /** Begins to type; goes on whatever happens to the answers. */
  void type(int perSecond) {
    typing =
        clock.scheduleAtFixedRate(
            this::typeOne, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  /** How many messages were typed. */
  synchronized int typed() {
    return next;
  }

  void stop() {
    typing.cancel(false);
  }

  private synchronized void typeOne() {
    int i = next++;
    Phone phone = phones.get(i % phones.size());
    int turn = i / phones.size();
    int generation = turn / (CHATS_AT_A_TIME * LINES.size());
    int line = turn / CHATS_AT_A_TIME % LINES.size();
    int chat = turn % CHATS_AT_A_TIME;
    // Chats begin at different lines, so that all kinds of messages are under way at any time.
    String content = LINES.get((line + chat) % LINES.size());
    Said words = new Said(phone, run + "-c" + generation + "-" + chat, content);
    String message = run + "-" + i;
    said.put(message, words);
    phone.type(message, words.chatId(), content, history);
  }

  /**
   * Types again what no phone is known to have kept, as customers do who see that their message did
   * not go through.
   *
   * @return whether everything is kept
   */
  boolean insist() {
    Set<String> kept =
        history.events().stream()
            .filter(Acknowledged.class::isInstance)
            .map(event -> ((Acknowledged) event).message())
            .collect(Collectors.toSet());
    Map<String, Said> missing = new LinkedHashMap<>();
    synchronized (this) {
      said.forEach(
          (message, words) -> {
            if (!kept.contains(message)) {
              missing.put(message, words);
            }
          });
    }
    missing.forEach(
        (message, words) -> words.phone().type(message, words.chatId(), words.content(), history));
    return missing.isEmpty();
  }

  /** The phone through which each message was typed. */
  synchronized Map<String, Phone> phoneOf() {
    return said.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().phone()));
  }

  /** Types for as long as it takes to type that many seconds' worth of messages. */
  void typeFor(Duration time, int perSecond) {
    int enough = typed() + (int) (time.toSeconds() * perSecond);
    E2e.await("traffic").atMost(time.plusMinutes(2)).until(() -> typed() >= enough);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
