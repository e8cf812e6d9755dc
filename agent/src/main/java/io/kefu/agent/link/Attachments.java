package io.kefu.agent.link;

import java.util.Map;

/** Files of messages, as the link sees them; called by its loop, must not block. */
public interface Attachments {

  /** Whether a message may go now: its file is uploaded, or will not be. Begins the upload. */
  boolean ready(String messageId, Map<String, Object> message);

  /** The fields that go up: with the file's reference, without what is this agent's alone. */
  Map<String, Object> complete(String messageId, Map<String, Object> message);

  /** The message left the queue. */
  void over(String messageId);
}
