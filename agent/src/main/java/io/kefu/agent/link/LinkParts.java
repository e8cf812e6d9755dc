package io.kefu.agent.link;

import io.kefu.agent.frame.FrameWriter;
import io.kefu.agent.queue.MessageQueue;
import io.kefu.agent.reply.ReplyDesk;
import io.kefu.agent.reply.SendLedger;
import io.kefu.agent.reply.ServerClock;
import java.time.Clock;
import java.util.Optional;

/** What sessions work with; it outlives each of them. */
record LinkParts(
    LinkLimits limits,
    Clock clock,
    ServerClock serverClock,
    FrameWriter frames,
    MessageQueue queue,
    SendLedger ledger,
    ReplyDesk replies,
    ReceiptOutbox receipts,
    SendWindow window,
    AgentFacts facts,
    LinkEvents events,
    Attachments attachments,
    Optional<SealingTerms> sealing) {}
