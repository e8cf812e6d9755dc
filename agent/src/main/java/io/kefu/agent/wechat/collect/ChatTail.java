package io.kefu.agent.wechat.collect;

import java.util.List;

/**
 * How far a chat was collected.
 *
 * @param rows hashes of the last rows, oldest first, at most {@value #LENGTH}
 * @param count rows collected in this chat so far: part of the message ids, so that a row collected
 *     again after a crash gets the same id and is recognised
 */
record ChatTail(List<String> rows, long count) {

  /** Long enough to tell repeated texts apart, short enough for hundreds of chats. */
  static final int LENGTH = 40;

  ChatTail {
    rows =
        List.copyOf(rows.size() > LENGTH ? rows.subList(rows.size() - LENGTH, rows.size()) : rows);
  }
}
