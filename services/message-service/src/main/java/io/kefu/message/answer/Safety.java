package io.kefu.message.answer;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.answer.Decision.Basis;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Decision.Ignore;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.settings.BotMode;
import io.kefu.message.settings.Settings;
import java.util.Optional;

/**
 * What no rule can change: our own and WeChat's rows are never answered, the black list is silent,
 * and so is the bot while an operator has the conversation or the customer waits for one. Pure.
 */
final class Safety {

  private Safety() {}

  /** The decision when nothing may be said; empty when the rules decide. */
  static Optional<Decision> silence(Inquiry inquiry, Settings settings) {
    if (inquiry.own()) {
      return Optional.of(new Ignore("own_message"));
    }
    if (inquiry.contentType() == ContentType.SYSTEM) {
      return Optional.of(new Ignore("system_row"));
    }
    if (inquiry.blocked()) {
      return Optional.of(new Ignore("black_list"));
    }
    if (inquiry.chatType() == ChatType.GROUP) {
      if (!settings.groups().serves(inquiry.place().chatId(), inquiry.place().chatName())) {
        return Optional.of(new Ignore("group_not_listed"));
      }
      boolean waiting =
          switch (inquiry.attention()) {
            case HELD, MUTED, QUEUED_SILENT -> true;
            case BOT, QUEUED -> settings.bot() == BotMode.MUTED;
          };
      if (waiting && !Question.addressed(inquiry, settings.groups())) {
        return Optional.of(new Ignore("not_mentioned"));
      }
    }
    if (settings.bot() == BotMode.MUTED && inquiry.attention() != Inquiry.Attention.HELD) {
      return Optional.of(new Ignore(BotMode.MUTED.silence().orElseThrow()));
    }
    return switch (inquiry.attention()) {
      case HELD -> Optional.of(new Ignore("operator_holds"));
      case MUTED -> Optional.of(new Ignore(Ignore.MUTED));
      case QUEUED_SILENT ->
          Optional.of(new HandOver(HandOverReason.WAITING_FOR_OPERATOR, "", 1, Basis.NONE));
      case BOT, QUEUED -> Optional.empty();
    };
  }

  /** Which branch an answer counts for: a forbidden topic stays one, whoever answers it. */
  static Branch branch(boolean forbidden) {
    return forbidden ? Branch.FORBIDDEN : Branch.DIRECT_ANSWER;
  }
}
