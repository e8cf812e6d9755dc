package io.kefu.agent.wechat.collect;

import java.util.List;
import java.util.Optional;

/**
 * Finds which rows are new, by order and content alone: RuntimeIds of rows are not durable, and the
 * same text may stand there many times. Pure; rows are given as hashes.
 */
final class TailMatch {

  private TailMatch() {}

  /**
   * Lays what was seen before over what is seen now.
   *
   * @param before the last rows seen, oldest first; not empty
   * @param now the rows seen now, oldest first
   * @return index in {@code now} of the first new row, {@code now.size()} when there is none; empty
   *     when nothing of {@code before} is left to see, so that nobody can tell
   */
  static Optional<Integer> firstNew(List<String> before, List<String> now) {
    int best = -1;
    int bestLength = 0;
    for (int end = 1; end <= now.size(); end++) {
      int length = Math.min(end, before.size());
      // On a tie the earlier place wins: rows are appended, and a repeated text is a new message.
      if (length > bestLength && alike(before, now, end, length)) {
        best = end;
        bestLength = length;
      }
    }
    return best < 0 ? Optional.empty() : Optional.of(best);
  }

  private static boolean alike(List<String> before, List<String> now, int end, int length) {
    return before
        .subList(before.size() - length, before.size())
        .equals(now.subList(end - length, end));
  }
}
