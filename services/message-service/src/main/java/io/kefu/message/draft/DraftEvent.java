package io.kefu.message.draft;

import java.util.Set;

/**
 * One event of a draft that is being written.
 *
 * @param name {@code asked}, {@code begin}, {@code piece}, {@code waiting}, {@code done}, {@code
 *     error}
 * @param data JSON
 */
public record DraftEvent(String name, String data) {

  private static final Set<String> LAST = Set.of("done", "error");

  /** Nothing new; somebody still works. */
  static final DraftEvent WAITING = new DraftEvent("waiting", "{}");

  /** Whether nothing comes after it. */
  public boolean isLast() {
    return LAST.contains(name);
  }
}
