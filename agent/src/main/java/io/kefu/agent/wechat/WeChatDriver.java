package io.kefu.agent.wechat;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.wechat.ui.Picture;
import java.util.Optional;

/**
 * The WeChat client, as the rest of the agent sees it. Implementations: the simulated one and those
 * for WeChat 3.9 and 4.x. {@link #send} is called by one thread at a time; the other methods may be
 * called by any.
 */
public interface WeChatDriver extends AutoCloseable {

  /** Where a driver hands over what it collects. */
  interface Inbox {
    /** Keeps a message; returns when it is on disk or refused. Callable by any thread. */
    Keeping keep(ChatMessage message);

    /**
     * Keeps the file of a message that is handed over next. Callable by any thread.
     *
     * @return empty when it is too large or there is no room: hand the message over without it
     * @throws java.io.IOException when it cannot be read or written
     */
    default Optional<KeptFile> keepFile(java.io.InputStream content, String name, String type)
        throws java.io.IOException {
      return Optional.empty();
    }
  }

  /**
   * Begins collecting.
   *
   * @param inbox where messages go
   * @throws java.io.IOException when the driver cannot work at all; the message says what to do
   */
  void start(Inbox inbox) throws java.io.IOException;

  /** The client's state now. */
  WeChatStatus status();

  /** The client's version, when it is known. */
  Optional<String> version();

  /** Whether the screen is locked or disconnected, so that input is impossible. */
  boolean screenLocked();

  /**
   * Types one part into its chat and reads it back. Blocks. Never throws for what WeChat does: it
   * says {@link SendResult.Unknown} whenever a key may have been pressed.
   */
  SendResult send(Reply part);

  /**
   * What WeChat's window shows now; empty when there is none. Blocks.
   *
   * @throws java.io.IOException when it cannot be taken; the message says why
   */
  default Optional<Picture> screenshot() throws java.io.IOException {
    return Optional.empty();
  }

  /**
   * What the open chat's messages look like now, for text recognition; the whole window where they
   * cannot be told apart. Empty when there is no window. Blocks.
   *
   * @throws java.io.IOException when it cannot be taken; the message says why
   */
  default Optional<Picture> messages() throws java.io.IOException {
    return Optional.empty();
  }

  /** The gateway has this message. */
  default void delivered(String messageId) {}

  /** The gateway will never take this message; it left the queue and was counted. */
  default void refused(String messageId, String code) {}

  /** Stops or continues collecting; sending is stopped by whoever calls {@link #send}. */
  default void pause(boolean paused) {}

  /** Stops collecting and frees what the driver holds. */
  @Override
  void close();
}
