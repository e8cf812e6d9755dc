package io.kefu.message.reply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the times at which texts may go out under the limits of one tenant. Lives as long as the
 * lock under which its slots were read. Pure and not thread-safe.
 */
public final class SendSchedule {

  /** What a limit is about. */
  enum Scope {
    AGENT,
    GROUP,
    USER
  }

  /** One limit's own window: an agent's, a group's or a user's. */
  record Key(Scope scope, String id) {}

  /** Gives every slot at once. */
  public static final SendSchedule UNLIMITED = new SendSchedule(SendLimits.NONE, Map.of());

  private final SendLimits limits;
  private final Map<Key, List<Instant>> given;
  private final Map<Key, SendWindow> windows = new HashMap<>();

  /**
   * A schedule.
   *
   * @param given slots that were given away before
   */
  SendSchedule(SendLimits limits, Map<Key, List<Instant>> given) {
    this.limits = limits;
    this.given = given;
  }

  /**
   * Reserves one slot a part, in order.
   *
   * @param firstPart position of the first of these parts in its answer, from 1
   * @param earliest nothing before it
   * @param gaps the pauses between the parts; one fewer than parts
   * @param deadline no slot is worth anything from then on
   * @return the slots; empty, and nothing reserved, when the last one would come too late
   */
  public Optional<List<Instant>> reserve(
      SendTarget target, int firstPart, Instant earliest, List<Duration> gaps, Instant deadline) {
    List<Instant> slots = new ArrayList<>(gaps.size() + 1);
    Instant from = earliest;
    for (int i = 0; i <= gaps.size(); i++) {
      List<SendWindow> bound = windows(target, firstPart + i);
      Instant slot = from;
      for (SendWindow window : bound) {
        Instant opens = window.opens();
        slot = opens != null && opens.isAfter(slot) ? opens : slot;
      }
      if (!slot.isBefore(deadline)) {
        for (int j = 0; j < slots.size(); j++) {
          Instant taken = slots.get(j);
          windows(target, firstPart + j).forEach(window -> window.free(taken));
        }
        return Optional.empty();
      }
      Instant taken = slot;
      bound.forEach(window -> window.take(taken));
      slots.add(slot);
      from = i < gaps.size() ? slot.plus(gaps.get(i)) : slot;
    }
    return Optional.of(slots);
  }

  private List<SendWindow> windows(SendTarget target, int part) {
    List<SendWindow> bound = new ArrayList<>(3);
    if (limits.agentPerMinute() > 0) {
      bound.add(window(agent(target), limits.agentPerMinute(), SendLimits.MINUTE));
    }
    if (target.group() && limits.groupPerMinute() > 0) {
      bound.add(window(group(target), limits.groupPerMinute(), SendLimits.MINUTE));
    }
    if (target.group()
        && part == 1
        && target.conversationId() != null
        && !limits.userInGroupEvery().isZero()) {
      bound.add(window(user(target), 1, limits.userInGroupEvery()));
    }
    return bound;
  }

  private SendWindow window(Key key, int most, Duration width) {
    return windows.computeIfAbsent(
        key, fresh -> new SendWindow(most, width, given.getOrDefault(key, List.of())));
  }

  static Key agent(SendTarget target) {
    return new Key(Scope.AGENT, target.chat().agentId());
  }

  static Key group(SendTarget target) {
    return new Key(Scope.GROUP, target.chat().agentId() + '/' + target.chat().chatId());
  }

  static Key user(SendTarget target) {
    return new Key(Scope.USER, target.conversationId().toString());
  }
}
