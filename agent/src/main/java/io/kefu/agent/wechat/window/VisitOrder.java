package io.kefu.agent.wechat.window;

import io.kefu.agent.wechat.layout.SessionEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is among chats with unread messages: the one that was longest not visited, so that
 * a talkative chat holds nobody back; among those never visited the lowest in the list, whose
 * message is the oldest. Not thread-safe.
 */
final class VisitOrder {

  private static final int REMEMBERED = 500;

  private final Map<String, Long> lastVisit =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long visits;

  Optional<SessionEntry> next(List<SessionEntry> unread) {
    SessionEntry best = null;
    long bestVisit = Long.MAX_VALUE;
    for (SessionEntry entry : unread) {
      long visit = lastVisit.getOrDefault(entry.name(), 0L);
      if (visit <= bestVisit) {
        best = entry;
        bestVisit = visit;
      }
    }
    return Optional.ofNullable(best);
  }

  void visited(String name) {
    lastVisit.put(name, ++visits);
  }
}
