package io.kefu.e2e.history;

import io.kefu.e2e.history.Event.Acknowledged;
import io.kefu.e2e.history.Event.Answered;
import io.kefu.e2e.history.Event.AnsweredLocally;
import io.kefu.e2e.history.Event.Attempted;
import io.kefu.e2e.history.Event.Ended;
import io.kefu.e2e.history.Event.Struck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Judges a history in the manner of Jepsen's total queue: what was acknowledged must come out, once
 * and in the order of its chat, and nothing else may. Pure.
 *
 * <p>A message that was typed more than once has no place in the order of its chat: nobody knows
 * which of the tries the agent kept.
 */
public final class Checker {

  private final Map<String, Attempted> attempted = new LinkedHashMap<>();
  private final Map<String, Integer> place = new HashMap<>();
  private final Set<String> again = new HashSet<>();
  private final Map<String, Long> acknowledged = new HashMap<>();
  private final Map<String, Ended> ended = new HashMap<>();
  private final Map<String, Set<Integer>> seen = new HashMap<>();
  private final Map<String, Map<Integer, String>> replies = new HashMap<>();
  private final Map<String, Long> first = new LinkedHashMap<>();
  private final Set<String> whole = new HashSet<>();
  private final Set<String> local = new HashSet<>();
  private final Set<String> noticed = new HashSet<>();
  private final Set<String> handedOver = new HashSet<>();
  private final Set<String> unexpected = new TreeSet<>();
  private final Set<String> duplicated = new TreeSet<>();
  private final Set<String> unordered = new LinkedHashSet<>();
  private final Map<String, Integer> latest = new HashMap<>();

  private Checker() {}

  /** Judges a history. */
  public static Findings check(List<Event> history) {
    Checker checker = new Checker();
    // Who typed what is known before it is judged: an answer may be recorded before its question,
    // as two threads record them.
    history.forEach(checker::typing);
    history.forEach(checker::coming);
    return checker.findings(history);
  }

  private void typing(Event event) {
    if (event instanceof Attempted typed && attempted.putIfAbsent(typed.message(), typed) != null) {
      again.add(typed.message());
    }
    if (event instanceof Attempted typed) {
      place.putIfAbsent(typed.message(), place.size());
    }
  }

  private void coming(Event event) {
    switch (event) {
      case Acknowledged kept -> acknowledged.putIfAbsent(kept.message(), kept.nanos());
      case Ended end -> ended.put(end.message(), end);
      case Answered answer -> answered(answer);
      case AnsweredLocally answer -> answeredLocally(answer);
      case Attempted typed -> {
        // Known already.
      }
      case Struck struck -> {
        // Only its time matters.
      }
    }
  }

  private void answered(Answered answer) {
    String message = answer.message();
    Attempted question = attempted.get(message);
    if (question == null || !question.chat().equals(answer.chat())) {
      unexpected.add(message);
      return;
    }
    String before =
        replies
            .computeIfAbsent(message, id -> new HashMap<>())
            .putIfAbsent(answer.part(), answer.reply());
    if (before != null) {
      // The same part again, or another reply in its place: the customer reads two either way.
      duplicated.add(message);
    }
    Set<Integer> parts = seen.computeIfAbsent(message, id -> new HashSet<>());
    parts.add(answer.part());
    if (parts.size() >= answer.parts()) {
      whole.add(message);
    }
    if (answer.handedOver()) {
      handedOver.add(message);
    }
    first.putIfAbsent(message, answer.nanos());
    if (!again.contains(message)) {
      int now = place.get(message);
      if (now < latest.getOrDefault(answer.chat(), -1)) {
        unordered.add(message);
      } else {
        latest.put(answer.chat(), now);
      }
    }
  }

  /**
   * An answer of the agent's stands in the place of the platform's, so that a customer who sees
   * both sees it twice; a notice stands before it. Neither has a place in the order of its chat:
   * what the platform still owes to older messages comes later.
   */
  private void answeredLocally(AnsweredLocally answer) {
    Attempted question = attempted.get(answer.message());
    if (question == null || !question.chat().equals(answer.chat())) {
      unexpected.add(answer.message());
      return;
    }
    Set<String> told = answer.notice() ? noticed : local;
    if (!told.add(answer.message())) {
      duplicated.add(answer.message());
    }
  }

  private Findings findings(List<Event> history) {
    local.stream().filter(first::containsKey).forEach(duplicated::add);
    Set<String> lost = new TreeSet<>(acknowledged.keySet());
    lost.removeAll(whole);
    lost.removeAll(ended.keySet());
    Set<String> recovered = new TreeSet<>(whole);
    recovered.addAll(ended.keySet());
    recovered.removeAll(acknowledged.keySet());
    Set<String> silent = new HashSet<>(ended.keySet());
    silent.removeAll(first.keySet());
    return new Findings(
        attempted.size(),
        acknowledged.size(),
        whole.size(),
        silent.size(),
        lost,
        unexpected,
        duplicated,
        recovered,
        unordered,
        handedOver.size(),
        (int) ended.values().stream().filter(Ended::unknown).count(),
        recovery(history),
        silence(history),
        slowest());
  }

  private OptionalLong recovery(List<Event> history) {
    OptionalLong struck = strikes(history).max();
    return struck.isEmpty()
        ? OptionalLong.empty()
        : first.entrySet().stream()
            .filter(answer -> attempted.get(answer.getKey()).nanos() > struck.getAsLong())
            .mapToLong(answer -> millis(answer.getValue() - struck.getAsLong()))
            .min();
  }

  private static java.util.stream.LongStream strikes(List<Event> history) {
    return history.stream().filter(Struck.class::isInstance).mapToLong(Event::nanos);
  }

  private long silence(List<Event> history) {
    OptionalLong begin = strikes(history).min();
    long end = attempted.values().stream().mapToLong(Attempted::nanos).max().orElse(0);
    if (begin.isEmpty()) {
      return 0;
    }
    long last = begin.getAsLong();
    long longest = 0;
    long[] times =
        history.stream()
            .filter(Answered.class::isInstance)
            .mapToLong(Event::nanos)
            .filter(time -> time > begin.getAsLong() && time < end)
            .sorted()
            .toArray();
    for (long time : times) {
      longest = Math.max(longest, time - last);
      last = time;
    }
    return millis(Math.max(longest, end - last));
  }

  private long slowest() {
    return first.entrySet().stream()
        .filter(answer -> acknowledged.containsKey(answer.getKey()))
        .mapToLong(answer -> millis(answer.getValue() - acknowledged.get(answer.getKey())))
        .max()
        .orElse(0);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
