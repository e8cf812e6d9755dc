package io.kefu.message.command;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.Decision;
import io.kefu.message.rules.GroupBinding;
import io.kefu.message.rules.Policies;
import io.kefu.message.rules.SettingsChanges;
import io.kefu.message.rules.TenantPolicy;
import io.kefu.message.settings.BotMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Answers what admins order in a chat. Muting becomes part of the decision, so that it is stored
 * with it and happens once; binding a group again changes nothing. Blocks: for virtual threads.
 */
@ApplicationScoped
public class ChatCommands {

  /** Reason of a decision that is a command's answer. */
  public static final String REASON = Decision.Command.REASON;

  private static final Logger LOG = Logger.getLogger(ChatCommands.class);

  private static final String HELP =
      "可用指令：#mute 静音、#unmute 恢复、#mute all 全部静音、#unmute all 全部恢复、#shadow on/off 影子模式、"
          + "#status 状态、#debug on/off 调试、#kb 上次回答的依据、#bind 绑定本群。";

  private final Policies policies;
  private final ChatRecord record;
  private final GroupBinding groups;
  private final SettingsChanges settings;

  /** Wires the commands. */
  public ChatCommands(
      Policies policies, ChatRecord record, GroupBinding groups, SettingsChanges settings) {
    this.policies = policies;
    this.record = record;
    this.groups = groups;
    this.settings = settings;
  }

  /**
   * Carries a command out and answers it; empty for an ordinary message, which everything is that
   * no admin wrote.
   */
  public Optional<Decision> answer(
      ChatKey chat, ChatType chatType, String chatName, String messageId, String text) {
    Optional<ChatCommand> command = ChatCommand.in(text);
    if (command.isEmpty()) {
      return Optional.empty();
    }
    TenantPolicy policy = policies.of(chat.tenantId());
    if (policy.settings().admins().isEmpty()) {
      return Optional.empty();
    }
    String sender = record.sender(chat, messageId);
    if (sender.isEmpty() || !policy.settings().admins().contains(sender)) {
      return Optional.empty();
    }
    LOG.infof(
        "admin command %s by %s: tenant %s, agent %s, chat %s, message %s",
        command.get().name().toLowerCase(Locale.ROOT),
        sender,
        chat.tenantId(),
        chat.agentId(),
        chat.chatId(),
        messageId);
    return Optional.of(
        switch (command.get()) {
          case MUTE ->
              new Decision.Command("已静音：本会话由人工处理，发送 #unmute 恢复。", new Decision.Mute(true, sender));
          case UNMUTE -> new Decision.Command("已恢复：机器人继续回答本会话。", new Decision.Mute(false, sender));
          case MUTE_ALL -> says(bot(chat, BotMode.MUTED, sender, "#mute all"));
          case UNMUTE_ALL -> says(bot(chat, BotMode.ON, sender, "#unmute all"));
          case SHADOW_ON -> says(bot(chat, BotMode.SHADOW, sender, "#shadow on"));
          case SHADOW_OFF -> says(bot(chat, BotMode.ON, sender, "#shadow off"));
          case SHADOW -> says(mode(policy.settings().bot()));
          case STATUS -> says(status(chat, policy));
          case DEBUG_ON -> says(debug(chat, true, sender));
          case DEBUG_OFF -> says(debug(chat, false, sender));
          case DEBUG ->
              says(record.debugging(chat) ? "调试：已开启，发送 #debug off 关闭。" : "调试：已关闭，发送 #debug on 开启。");
          case KB -> says(evidence(chat));
          case BIND -> says(bind(chat, chatType, chatName, sender));
          case HELP -> says(HELP);
        });
  }

  /**
   * Tells an admin who debugs the chat what an answer rests on, beneath it; nobody else's answer
   * changes.
   */
  public Answering.Decided explained(ChatKey chat, String messageId, Answering.Decided decided) {
    Set<String> admins = Set.copyOf(policies.of(chat.tenantId()).settings().admins());
    boolean wanted =
        !admins.isEmpty()
            && !(decided.decision() instanceof Decision.Ignore)
            && record.debugging(chat)
            && admins.contains(record.sender(chat, messageId));
    return wanted
        ? new Answering.Decided(
            Explanation.beneath(decided),
            decided.retrieveMs(),
            decided.generateMs(),
            decided.beside(),
            decided.toldOnNight(),
            decided.atNight(),
            decided.unheard())
        : decided;
  }

  /** Again changes nothing; a command that is delivered again finds it done. */
  private String bot(ChatKey chat, BotMode mode, String admin, String command) {
    if (policies.of(chat.tenantId()).settings().bot() != mode) {
      settings.bot(chat.tenantId(), mode, admin, command).subscribeAsCompletionStage().join();
    }
    return mode(mode);
  }

  private static String mode(BotMode mode) {
    return switch (mode) {
      case ON -> "机器人：正常应答。#mute all 全部静音，#shadow on 影子模式。";
      case SHADOW -> "机器人：影子模式，只判断、不发送；发送 #shadow off 恢复应答。";
      case MUTED -> "机器人：已全部静音，所有会话由人工处理；发送 #unmute all 恢复应答。";
    };
  }

  private String debug(ChatKey chat, boolean on, String admin) {
    record.debug(chat, on, admin);
    return on ? "调试已开启：本会话回答管理员时附上依据，发送 #debug off 关闭。" : "调试已关闭。";
  }

  private static Decision.Command says(String content) {
    return new Decision.Command(content, null);
  }

  private String status(ChatKey chat, TenantPolicy policy) {
    ChatRecord.Standing standing = record.standing(chat);
    return "状态：%s；规则版本 %d；待发送 %d 条；未完成待办 %d 项。"
        .formatted(
            standing(standing.muted(), policy.settings().bot()),
            policy.rulesVersion(),
            standing.waiting(),
            standing.todos());
  }

  private static String standing(boolean muted, BotMode mode) {
    return switch (mode) {
      case ON -> muted ? "已静音" : "正常";
      case SHADOW -> muted ? "已静音（影子模式）" : "影子模式";
      case MUTED -> "已全部静音";
    };
  }

  private String evidence(ChatKey chat) {
    Optional<List<EvidenceView>> used = record.lastEvidence(chat);
    if (used.isEmpty()) {
      return "本会话还没有回答。";
    }
    if (used.get().isEmpty()) {
      return "上次回答没有使用知识库。";
    }
    return used.get().stream()
        .map(entry -> "%s（%s）".formatted(entry.title(), entry.entryId()))
        .collect(Collectors.joining("\n", "上次回答的依据：\n", ""));
  }

  private String bind(ChatKey chat, ChatType chatType, String chatName, String admin) {
    if (chatType != ChatType.GROUP) {
      return "私聊无需绑定，#bind 请在群里发送。";
    }
    return switch (groups.bind(chat.tenantId(), chat.chatId(), chatName, admin)) {
      case GroupBinding.Bound bound -> "已绑定本群。白名单共 %d 个群，名单以外的群不再应答。".formatted(bound.groups());
      case GroupBinding.Before before -> "本群已在白名单中。";
      case GroupBinding.Refused refused -> "未能绑定：白名单已满或设置有误，请在管理后台检查。";
    };
  }
}
