package io.kefu.message.flow;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.message.answer.Decision;
import io.kefu.message.reply.LimitSource;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.Pacing;
import io.kefu.message.reply.ReplyConfig;
import io.kefu.message.reply.ReplyShape;
import io.kefu.message.reply.ReplySplitter;
import io.kefu.message.reply.SendSchedule;
import io.kefu.message.reply.SendTarget;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Cuts what a decision says into parts that fit, each with its slot. Writes nothing. */
@ApplicationScoped
class ReplyParts {

  private final ReplyConfig config;
  private final LimitSource limits;
  private final Identity ids;
  private final Pacing pacing;

  ReplyParts(ReplyConfig config, LimitSource limits, Identity ids) {
    this.config = config;
    this.limits = limits;
    this.ids = ids;
    this.pacing = new Pacing(RandomGenerator.getDefault());
  }

  /** What the decision says to the customer; empty for nothing. */
  static String content(Decision decision) {
    return switch (decision) {
      case Decision.Answer answer -> answer.content();
      case Decision.Clarify clarify -> clarify.content();
      case Decision.HandOver handOver -> handOver.notice();
      case Decision.Command command -> command.content();
      case Decision.Ignore ignore -> "";
    };
  }

  /** The texts of the parts. */
  List<String> texts(String tenantId, Decision decision) {
    ReplyShape shape = limits.shape(tenantId);
    return ReplySplitter.split(content(decision), shape.maxCharacters(), shape.splitAbove());
  }

  /** Slots for the parts, in order; empty when the last one would come too late. */
  Optional<List<Instant>> slots(
      ClaimedChat claim,
      Burst burst,
      List<String> texts,
      SendSchedule schedule,
      Instant behind,
      Instant now) {
    if (texts.isEmpty()) {
      return Optional.of(List.of());
    }
    PendingMessage.Thread thread = burst.lead().thread();
    return schedule.reserve(
        new SendTarget(
            claim.chat(),
            claim.chatType() == ChatType.GROUP,
            thread == null ? null : thread.conversationId()),
        1,
        behind != null && behind.isAfter(now) ? behind : now,
        pacing.gaps(texts.size(), limits.shape(claim.chat().tenantId())),
        now.plus(config.expiry()));
  }

  /** The parts with their slots; without slots they are refused. */
  List<OutboxPart> of(
      ClaimedChat claim,
      Burst burst,
      DecidedWork.DecisionRow row,
      List<String> texts,
      List<Instant> slots,
      Instant now) {
    ChatKey chat = claim.chat();
    String asker = burst.lead().senderName();
    List<OutboxPart> parts = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      boolean mention = i == 0 && claim.chatType() == ChatType.GROUP && !asker.isBlank();
      Instant slot = slots == null ? null : slots.get(i);
      boolean ahead = slot != null && slot.isAfter(now);
      parts.add(
          new OutboxPart(
              ids.next(),
              chat,
              claim.chatName(),
              row.messageId(),
              row.conversationId(),
              ReplyOrigin.BOT,
              row.action(),
              texts.get(i),
              i + 1,
              texts.size(),
              mention ? asker : null,
              row.confidence(),
              ahead ? slot : null,
              0,
              null,
              ahead ? slot : now,
              now.plus(config.expiry()),
              now,
              slot,
              ahead || slot == null ? null : now,
              i == 0 ? DecidedWork.announcement(chat, row, burst.messageIds()) : null,
              false,
              burst.lead().trace()));
    }
    return parts;
  }
}
