package io.kefu.agent.wechat.window;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When and how far the list of chats is scrolled: now and then through all of it, a page a round,
 * because chats with unread messages may stand below what can be seen; WeChat brings new ones to
 * the top, so that is needed after a start or a long pause above all. Not thread-safe.
 */
final class SessionSweep {

  /** Wheel notches of a page; a notch is three lines or one chat, so pages overlap. */
  static final int PAGE = 4;

  private static final Duration EVERY = Duration.ofMinutes(5);

  /** A list with more is left to its top: a round each page must not last for ever. */
  private static final int MAX_PAGES = 40;

  private final Clock clock;
  private List<String> before = List.of();
  private int pages;
  private Instant nextAt = Instant.MIN;

  SessionSweep(Clock clock) {
    this.clock = clock;
  }

  /**
   * What to scroll now.
   *
   * @param shown names of the chats that can be seen, none with unread messages
   * @param cut whether the list may go on beyond them
   * @return notches of the wheel, towards the end when negative; 0 for none
   */
  int next(List<String> shown, boolean cut) {
    if (pages == 0) {
      if (!cut || clock.instant().isBefore(nextAt)) {
        return 0;
      }
    } else if (shown.equals(before) || pages >= MAX_PAGES) {
      int back = (pages + 1) * PAGE;
      pages = 0;
      before = List.of();
      nextAt = clock.instant().plus(EVERY);
      return back;
    }
    before = List.copyOf(shown);
    pages++;
    return -PAGE;
  }
}
