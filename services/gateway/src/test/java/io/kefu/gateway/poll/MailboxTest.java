package io.kefu.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private static final Instant OPENED = Instant.parse("2026-11-22T02:00:00Z");
  private static final Instant LATER = OPENED.plusSeconds(1);

  @Test
  void aReplyOfBeforeTheBoxComesAgainInItsTurnAndNotBefore() {
    Mailbox box = new Mailbox(10, OPENED);

    box.put(reply("r2"), OPENED.minusMillis(1));
    box.put(reply("r1"), LATER);
    box.put(reply("r2"), LATER);
    box.put(reply("r1"), LATER);

    assertThat(ids(box)).containsExactly("r1", "r2");
  }

  @Test
  void behindOneThatDidNotFitNothingNewerGoesInUntilItWasAskedForAnew() {
    Mailbox box = new Mailbox(2, OPENED);
    box.put(reply("r1"), LATER);
    box.put(reply("r2"), LATER);
    box.put(reply("r3"), LATER);
    box.acknowledged("r1");

    box.put(reply("r4"), LATER);

    assertThat(ids(box)).containsExactly("r2");
    assertThat(box.lacking()).isFalse();
    box.acknowledged("r2");
    assertThat(box.lacking()).isTrue();
    box.put(reply("r3"), LATER);
    box.put(reply("r4"), LATER);
    assertThat(ids(box)).containsExactly("r3", "r4");
  }

  @Test
  void whoWaitsIsLetGo() {
    Mailbox box = new Mailbox(2, OPENED);
    var arrival = box.arrival();

    box.release();

    assertThat(arrival).isCompleted();
  }

  private static List<String> ids(Mailbox box) {
    return box.after(0, 100, LATER).stream().map(one -> one.out().reply().replyId()).toList();
  }

  private static ReplyOut reply(String replyId) {
    return new ReplyOut(
        UUID.randomUUID(),
        "acme",
        OPENED,
        1,
        "agent_001",
        ReplyOutKind.REPLY,
        1,
        ReplyOrigin.BOT,
        new OutboundReply(
            replyId, "m", "c", "王", ReplyAction.REPLY, "您好", 1, 1, null, null, 0.9, OPENED),
        null,
        null,
        null);
  }
}
