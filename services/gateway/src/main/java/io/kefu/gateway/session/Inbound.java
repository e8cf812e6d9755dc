package io.kefu.gateway.session;

import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import io.kefu.contracts.frame.Sealing;
import java.util.Optional;

/** What a text frame of an agent turned out to be. */
public sealed interface Inbound {

  /**
   * The agent introduces itself, or shows a fresh token.
   *
   * @param hello content, without the token
   * @param accessToken a newer access token, so that the socket may live on
   * @param sealing offer to seal payloads
   */
  record Greeting(Hello hello, Optional<String> accessToken, Optional<Sealing> sealing)
      implements Inbound {
    @Override
    public String toString() {
      return "Greeting[" + hello + "]";
    }
  }

  /**
   * A WeChat message.
   *
   * @param message checked and clean
   */
  record Message(InboundMessage message) implements Inbound {}

  /**
   * How sending a reply ended.
   *
   * @param receipt receipt
   */
  record Receipted(Receipt receipt) implements Inbound {}

  /**
   * How a command ended.
   *
   * @param result result
   */
  record Commanded(CommandResult result) implements Inbound {}

  /**
   * The agent is alive.
   *
   * @param heartbeat health
   */
  record Beat(Heartbeat heartbeat) implements Inbound {}

  /**
   * Not usable.
   *
   * @param error code
   * @param detail what to change; holds no content of the frame
   * @param messageId message it was about, when that could be read
   * @param fatal whether the socket cannot go on
   */
  record Rejected(FrameError error, String detail, Optional<String> messageId, boolean fatal)
      implements Inbound {}
}
