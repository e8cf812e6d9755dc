package io.kefu.gateway.session;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Frames on their way to one agent: one write at a time, the others wait in order, and how many may
 * wait is bounded in number and characters. The library below would buffer without bound; here the
 * next write begins when the socket has taken the last one. Thread-safe.
 */
public final class Outbox {

  private enum Turn {
    STARTED,
    LEFT,
    WRITTEN
  }

  private final Function<String, Uni<Void>> socket;
  private final int maxFrames;
  private final int maxCharacters;
  private final Runnable onOverflow;
  private final Deque<String> waiting = new ArrayDeque<>();
  private int waitingCharacters;
  private boolean writing;
  private boolean closed;

  /**
   * Writes to a socket.
   *
   * @param onOverflow called once, when the agent reads too slowly; the outbox is closed by then
   */
  public Outbox(
      Function<String, Uni<Void>> socket, int maxFrames, int maxCharacters, Runnable onOverflow) {
    this.socket = socket;
    this.maxFrames = maxFrames;
    this.maxCharacters = maxCharacters;
    this.onOverflow = onOverflow;
  }

  /** Queues a frame; false when it will not be written. */
  public boolean send(String frame) {
    boolean overflow = false;
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (writing) {
        overflow =
            waiting.size() >= maxFrames || waitingCharacters + frame.length() > maxCharacters;
        if (!overflow) {
          waiting.add(frame);
          waitingCharacters += frame.length();
          return true;
        }
        close();
      }
      writing = true;
    }
    if (overflow) {
      onOverflow.run();
      return false;
    }
    write(frame);
    return true;
  }

  /** Writes on until the socket makes it wait; a loop, since many writes finish at once. */
  private void write(String first) {
    String frame = first;
    while (frame != null) {
      AtomicReference<Turn> turn = new AtomicReference<>(Turn.STARTED);
      socket
          .apply(frame)
          .subscribe()
          .with(
              done -> written(turn),
              failure -> {
                close();
                written(turn);
              });
      if (turn.compareAndSet(Turn.STARTED, Turn.LEFT)) {
        return;
      }
      frame = take();
    }
  }

  private void written(AtomicReference<Turn> turn) {
    if (turn.getAndSet(Turn.WRITTEN) == Turn.LEFT) {
      write(take());
    }
  }

  private synchronized String take() {
    String frame = waiting.poll();
    if (frame == null) {
      writing = false;
    } else {
      waitingCharacters -= frame.length();
    }
    return frame;
  }

  /** Whether the socket has taken everything that was queued. */
  public synchronized boolean idle() {
    return !writing;
  }

  /** Drops what waits; nothing is lost, since unconfirmed replies are sent again (promise 3). */
  public synchronized void close() {
    closed = true;
    waiting.clear();
    waitingCharacters = 0;
  }
}
