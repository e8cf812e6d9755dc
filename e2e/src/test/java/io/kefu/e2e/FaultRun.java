package io.kefu.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.local.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Customers that go on typing while something is killed, and a checker in the manner of Jepsen's
 * total queue: what was accepted must come out, once, in order, and nothing else.
 *
 * <p>The customers speak through the real agent: what it has confirmed as kept ({@code said})
 * counts as accepted, what the simulated WeChat shows ({@code sent}) has come out.
 */
final class FaultRun {

  /** Distinct questions, so that no chat asks the same twice: that would be a wish for a person. */
  private static final List<String> QUESTIONS =
      List.of("你们的充电桩保修多长时间?", "充电桩安装需要什么条件?", "报警码E03是什么意思?", "发票可以开专票吗?", "7kW的交流桩用什么电缆?");

  /**
   * What the checker found.
   *
   * @param fault what was done
   * @param accepted messages that the agent kept
   * @param lost accepted, but neither answered nor ended with a reason
   * @param unexpected answers to messages that nobody sent
   * @param duplicated reply parts shown more than once
   * @param unordered chats whose answers came in another order than the questions
   * @param recoveredMillis from the fault to the first answer to a message said after it
   */
  record Result(
      String fault,
      int accepted,
      int lost,
      int unexpected,
      int duplicated,
      int unordered,
      long recoveredMillis) {

    boolean keepsThePromises() {
      return lost == 0 && unexpected == 0 && duplicated == 0 && unordered == 0;
    }

    static String heading() {
      return "%-28s %9s %6s %11s %11s %10s %13s"
          .formatted(
              "fault", "accepted", "lost", "unexpected", "duplicated", "unordered", "recovered ms");
    }

    @Override
    public String toString() {
      return "%-28s %9d %6d %11d %11d %10d %13d"
          .formatted(fault, accepted, lost, unexpected, duplicated, unordered, recoveredMillis);
    }
  }

  /** Something bad that is done to the fleet and, where needed, made good again. */
  interface Fault {
    void strike(Fleet fleet);
  }

  private record Said(String chat, String content, long nanoTime) {}

  private final Fleet fleet;
  private final SimulatedWeChat weChat;
  private final int perSecond;
  private final Map<String, Said> said = new LinkedHashMap<>();

  /** Typed again because the agent died before it confirmed them: their place is not known. */
  private final Set<String> typedAgain = ConcurrentHashMap.newKeySet();

  private final AtomicInteger next = new AtomicInteger();
  private final String run = E2e.unique("run");

  FaultRun(Fleet fleet, SimulatedWeChat weChat, int perSecond) {
    this.fleet = fleet;
    this.weChat = weChat;
    this.perSecond = perSecond;
  }

  /** Types for a while, strikes, types on for as long, waits for the rest and checks. */
  Result under(String name, Duration before, Duration after, Fault fault) {
    long struck;
    try (ScheduledExecutorService customers = Executors.newSingleThreadScheduledExecutor()) {
      var typing =
          customers.scheduleAtFixedRate(
              this::typeOne, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
      int wanted = (int) (before.toSeconds() * perSecond);
      awaitPatiently("traffic before the fault", () -> next.get() >= wanted);
      struck = System.nanoTime();
      fault.strike(fleet);
      int enough = next.get() + (int) (after.toSeconds() * perSecond);
      awaitPatiently("traffic after the fault", () -> next.get() >= enough);
      typing.cancel(false);
    }
    awaitPatiently("kept by the agent", this::sayWhatIsNotKept);
    awaitQuietly(() -> lost().isEmpty());
    return check(name, struck);
  }

  private void typeOne() {
    int i = next.getAndIncrement();
    String id = run + "-" + i;
    String chat = run + "-chat-" + i / (QUESTIONS.size() * 4) + "-" + i % 4;
    String content = QUESTIONS.get((i / 4) % QUESTIONS.size());
    synchronized (said) {
      said.put(id, new Said(chat, content, System.nanoTime()));
    }
    weChat.say(id, chat, content);
  }

  /** A customer whose message the agent did not get to see is a customer who types it again. */
  private boolean sayWhatIsNotKept() {
    Set<String> kept = weChat.keptOf(run);
    sayings()
        .forEach(
            (id, words) -> {
              if (!kept.contains(id)) {
                typedAgain.add(id);
                weChat.say(id, words.chat(), words.content());
              }
            });
    return kept.containsAll(sayings().keySet());
  }

  private Map<String, Said> sayings() {
    synchronized (said) {
      return new LinkedHashMap<>(said);
    }
  }

  private List<String> lost() {
    Set<String> answered = Set.copyOf(shownMessageIds());
    return sayings().keySet().stream()
        .filter(id -> !answered.contains(id) && !endedWithAReason(id))
        .toList();
  }

  private List<String> shownMessageIds() {
    return weChat.shownTo(run).stream().map(line -> line.path("message_id").asText()).toList();
  }

  private boolean endedWithAReason(String messageId) {
    Optional<MessageOutcome> outcome = fleet.gateway().outcome(messageId, fleet.login().agentId());
    return outcome
        .filter(MessageOutcome::decided)
        .filter(
            known ->
                known.replies().stream().allMatch(part -> part.status() != DeliveryStatus.PENDING))
        .isPresent();
  }

  private Result check(String name, long struck) {
    Map<String, Said> all = sayings();
    Map<String, Integer> shown = new HashMap<>();
    int unexpected = 0;
    for (JsonNode line : weChat.shownTo(run)) {
      shown.merge(line.path("reply_id").asText(), 1, Integer::sum);
      unexpected += all.containsKey(line.path("message_id").asText()) ? 0 : 1;
    }
    int duplicated = (int) shown.values().stream().filter(times -> times > 1).count();
    duplicated += answeredTwice();
    return new Result(
        name,
        all.size(),
        lost().size(),
        unexpected,
        duplicated,
        unordered(all),
        recovered(all, struck));
  }

  /** Messages that were answered by more than one first part. */
  private int answeredTwice() {
    Map<String, Integer> firsts = new HashMap<>();
    for (JsonNode line : weChat.shownTo(run)) {
      if (line.path("part").asInt() == 1) {
        firsts.merge(line.path("message_id").asText(), 1, Integer::sum);
      }
    }
    return (int) firsts.values().stream().filter(times -> times > 1).count();
  }

  private int unordered(Map<String, Said> all) {
    List<String> order = new ArrayList<>(all.keySet());
    Map<String, Integer> position = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      position.put(order.get(i), i);
    }
    Map<String, Integer> last = new HashMap<>();
    int unordered = 0;
    for (JsonNode line : weChat.shownTo(run)) {
      if (typedAgain.contains(line.path("message_id").asText())) {
        continue;
      }
      int now = position.getOrDefault(line.path("message_id").asText(), Integer.MAX_VALUE);
      Integer before = last.put(line.path("chat_id").asText(), now);
      unordered += before != null && before > now ? 1 : 0;
    }
    return unordered;
  }

  private long recovered(Map<String, Said> all, long struck) {
    return weChat.shownAt(run).entrySet().stream()
        .filter(shown -> all.containsKey(shown.getKey()))
        .filter(shown -> all.get(shown.getKey()).nanoTime() > struck)
        .mapToLong(shown -> TimeUnit.NANOSECONDS.toMillis(shown.getValue() - struck))
        .min()
        .orElse(-1);
  }

  private static void awaitPatiently(String what, BooleanSupplier condition) {
    E2e.await(what)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .until(condition::getAsBoolean);
  }

  /** Waits as long as it may take; what is missing then is the checker's to report. */
  private static void awaitQuietly(BooleanSupplier condition) {
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException stillMissing) {
      // Counted as lost.
    }
  }
}
