package io.kefu.agent.link;

import io.kefu.agent.frame.FrameWriter;
import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.Reply;
import io.kefu.agent.queue.MessageQueue;
import io.kefu.agent.reply.ReplyDesk;
import io.kefu.agent.reply.SendLedger;
import io.kefu.agent.reply.ServerClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Puts a link together from what the program made. */
public final class LinkAssembly {

  /** What an earlier run may not have got across: longer than the platform waits for a receipt. */
  private static final Duration RECENT = Duration.ofMinutes(15);

  /** After which a socket is tried again where none came through. */
  private static final Duration REST_LIFE = Duration.ofMinutes(3);

  private LinkAssembly() {}

  /** Who this agent is and how it reaches the gateway. */
  public record Access(
      Transport transport, String agentId, String secret, Optional<SealingTerms> sealing) {

    @Override
    public String toString() {
      return "Access[gateway=" + transport.gateway() + ", agentId=" + agentId + "]";
    }
  }

  /** A link that is not yet started. */
  public static Link assemble(
      Access access,
      LinkLimits limits,
      Clock clock,
      ServerClock serverClock,
      MessageQueue queue,
      SendLedger ledger,
      ReplyDesk replies,
      AgentFacts facts,
      LinkEvents events,
      Attachments attachments,
      CommandHandler commands,
      RandomGenerator random) {
    ReceiptOutbox receipts = new ReceiptOutbox();
    for (Receipt receipt : ledger.endedSince(clock.instant().minus(RECENT))) {
      if (!Reply.isLocal(receipt.replyId())) {
        receipts.add(receipt);
      }
    }
    LinkParts parts =
        new LinkParts(
            limits,
            clock,
            serverClock,
            new FrameWriter(access.agentId()),
            queue,
            ledger,
            replies,
            receipts,
            new SendWindow(limits.window(), limits.ackTimeout()),
            facts,
            events,
            attachments,
            access.sealing());
    GatewayHttp http = new GatewayHttp(access.transport());
    return new Link(
        parts,
        new Authenticator(http, access.agentId(), access.secret(), clock),
        new FallbackConnector(
            GatewaySocket.connector(access.transport(), access.agentId()),
            RestWire.connector(http, access.agentId(), clock, REST_LIFE),
            access.sealing().map(SealingTerms::required).orElse(false)),
        commands,
        random);
  }
}
