package io.kefu.agent.link;

import java.util.OptionalInt;

/** An open WebSocket, as the session sees it. */
interface Wire {

  /** Sends a text frame; false when the socket is closed. Never blocks. */
  boolean send(String text);

  /** Closes; the listener hears of it once. */
  void close(int code, String reason);

  /** Drops the connection without waiting for a peer that may be gone. */
  void abort();

  /** Opens sockets. */
  interface Connector {
    /** Begins to connect; the listener hears how it went. Never blocks, never throws. */
    Wire connect(String accessToken, Listener listener);
  }

  /** Hears of a socket; called by the socket's threads. */
  interface Listener {
    /** The upgrade succeeded. */
    void opened();

    /** A text frame came. */
    void text(String text);

    /**
     * It is over, once, also when it never opened.
     *
     * @param code the close code; 1006 when the connection broke or never was
     * @param httpStatus of the refused upgrade, if that is why
     */
    void closed(int code, String reason, OptionalInt httpStatus);
  }
}
