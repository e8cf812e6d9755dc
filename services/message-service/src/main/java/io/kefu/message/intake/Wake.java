package io.kefu.message.intake;

import java.time.Duration;

/** Tells whoever works on chats that one is due; owned by the intake, which comes first. */
public interface Wake {

  /**
   * Some chat is due after this time. Never blocks.
   *
   * @param in zero for now
   */
  void due(Duration in);
}
