package io.kefu.e2e;

import io.kefu.contracts.conversation.DeliveryStatus;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.ReplyPartView;
import io.kefu.e2e.history.Checker;
import io.kefu.e2e.history.Event;
import io.kefu.e2e.history.Event.Answered;
import io.kefu.e2e.history.Findings;
import io.kefu.e2e.history.History;
import io.kefu.local.gateway.GatewayClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Customers who go on typing while something is broken, an observer who writes down what they see,
 * and the checker that judges it.
 *
 * <p>They speak through real agents: what an agent says it has kept counts as acknowledged, what
 * its WeChat shows has come out. What is not shown must have an end that the platform names, and
 * every part that it calls sent must have been seen.
 */
final class FaultRun {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  /** Messages answered within this time of the fault are asked for parts that were cut off. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final FaultFleet fleet;
  private final GatewayClient gateway;
  private final int perSecond;

  FaultRun(FaultFleet fleet, int perSecond) {
    this.fleet = fleet;
    this.gateway = fleet.fleet().gateway();
    this.perSecond = perSecond;
  }

  /**
   * Types for a while, strikes, types on for as long, waits for what is missing, and judges.
   *
   * @param traffic before, and again after the fault
   */
  FaultResult under(Fault fault, Duration traffic) throws Exception {
    History history = new History();
    int byModel = fleet.llm().answered();
    List<Phone> phones = fleet.phones(history);
    try (Customers customers = new Customers(phones, history)) {
      customers.type(perSecond);
      customers.typeFor(traffic, perSecond);
      history.add(new Event.Struck(System.nanoTime()));
      fault.deed().strike(new Stage(phones, customers, history));
      customers.typeFor(traffic, perSecond);
      customers.stop();
      awaitPatiently(customers::insist);
      awaitPatiently(() -> nothingIsMissing(history, customers.phoneOf()));
      lookForCutOffParts(history, customers.phoneOf());
    } finally {
      for (Phone phone : phones) {
        phone.close();
      }
    }
    return new FaultResult(
        fault.name(), Checker.check(history.events()), fleet.llm().answered() - byModel);
  }

  private final class Stage implements Fault.Scene {
    private final List<Phone> phones;
    private final Customers customers;
    private final History history;

    Stage(List<Phone> phones, Customers customers, History history) {
      this.phones = phones;
      this.customers = customers;
      this.history = history;
    }

    @Override
    public FaultFleet fleet() {
      return fleet;
    }

    @Override
    public List<Phone> phones() {
      return phones;
    }

    @Override
    public void keepTyping(int seconds) {
      customers.typeFor(Duration.ofSeconds(seconds), perSecond);
    }

    @Override
    public void outageEnds() {
      history.add(new Event.Struck(System.nanoTime()));
    }

    @Override
    public void awaitAnswers(int answers) {
      long enough = answered(history) + answers;
      E2e.await("answers").until(() -> answered(history) >= enough);
    }

    private static long answered(History history) {
      return history.events().stream().filter(Answered.class::isInstance).count();
    }
  }

  private boolean nothingIsMissing(History history, Map<String, Phone> phoneOf) {
    List<Event> events = history.events();
    Findings findings = Checker.check(events);
    Set<String> seen = repliesSeen(events);
    for (String message : findings.lost()) {
      noteEnd(message, phoneOf.get(message), seen, history);
    }
    return Checker.check(history.events()).lost().isEmpty();
  }

  /** Asks what became of what was shown around the fault: a part may have been cut off. */
  private void lookForCutOffParts(History history, Map<String, Phone> phoneOf) {
    List<Event> events = history.events();
    List<Long> strikes =
        events.stream().filter(Event.Struck.class::isInstance).map(Event::nanos).toList();
    Set<String> close = new LinkedHashSet<>();
    for (Event event : events) {
      if (event instanceof Answered answer
          && phoneOf.containsKey(answer.message())
          && strikes.stream().anyMatch(at -> Math.abs(answer.nanos() - at) < CLOSE_NANOS)) {
        close.add(answer.message());
      }
    }
    Set<String> seen = repliesSeen(events);
    for (String message : close) {
      // A receipt may still be on its way when the last answer has been seen.
      awaitPatiently(() -> noteEnd(message, phoneOf.get(message), seen, history));
    }
  }

  private boolean noteEnd(String message, Phone phone, Set<String> seen, History history) {
    Optional<MessageOutcome> outcome =
        gateway.outcome(message, phone.agentId()).filter(MessageOutcome::decided);
    if (outcome.isEmpty()) {
      return false;
    }
    List<ReplyPartView> parts = outcome.get().replies();
    boolean pending = parts.stream().anyMatch(part -> part.status() == DeliveryStatus.PENDING);
    boolean unseen =
        parts.stream()
            .anyMatch(
                part -> part.status() == DeliveryStatus.SENT && !seen.contains(part.replyId()));
    if (pending || unseen) {
      return false;
    }
    boolean unknown = parts.stream().anyMatch(part -> part.status() == DeliveryStatus.UNKNOWN);
    history.add(new Event.Ended(message, unknown, System.nanoTime()));
    return true;
  }

  private static Set<String> repliesSeen(List<Event> events) {
    return events.stream()
        .filter(Answered.class::isInstance)
        .map(event -> ((Answered) event).reply())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Waits as long as it may take; what is missing then is the checker's to report. */
  private static void awaitPatiently(BooleanSupplier condition) {
    try {
      Awaitility.await()
          .atMost(LONGEST_WAIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(250))
          .ignoreExceptions()
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException stillMissing) {
      // Counted as lost.
    }
  }
}
