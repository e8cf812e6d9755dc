package io.kefu.gateway.session;

import io.smallrye.mutiny.Uni;

/** How a session reaches its socket and those who keep sessions. */
interface AgentLine {

  /** Writes a text frame; the item comes when the socket has taken it. */
  Uni<Void> write(String frame);

  /** Closes the socket. */
  void close(CloseCode code);

  /** Runs this where the socket's frames come in, between two of them. */
  void between(Runnable task);

  /** The first hello was accepted; the session is ready for replies when this returns. */
  void welcomed(AgentSession session);
}
