package io.kefu.agent.link;

import io.kefu.agent.frame.ServerFrame;

/** Hears what happens on the connection; called by the link's loop, must not block. */
public interface LinkEvents {

  /** A session is open, or was renewed. */
  default void connected(ServerFrame.Welcome welcome) {}

  /** The gateway has a message. */
  void delivered(String messageId);

  /** A message left the queue because the gateway will never take it. */
  void refused(String messageId, String code);
}
