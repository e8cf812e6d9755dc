package io.kefu.message.answer;

import io.kefu.message.reply.ReplyConfig;
import io.kefu.message.settings.DefaultSettings;
import io.kefu.message.settings.Settings;
import io.kefu.message.settings.SettingsDefaults;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The defaults of a tenant's settings, from the service's configuration. */
@ApplicationScoped
public class PolicyDefaults implements DefaultSettings {

  private final Settings settings;

  /** Reads the configuration once. */
  public PolicyDefaults(SettingsDefaults defaults, AnswerConfig answers, ReplyConfig replies) {
    this.settings = of(defaults, answers, replies);
  }

  /** The settings of configurations. */
  public static Settings of(SettingsDefaults defaults, AnswerConfig answers, ReplyConfig replies) {
    AnswerConfig.Words words = answers.words();
    Map<String, List<String>> lists = new TreeMap<>();
    lists.put("transfer", words.transfer());
    lists.put("anger", words.anger());
    lists.put("forbidden", words.forbidden());
    lists.put("danger", words.danger());
    lists.put("urgent", words.urgent());
    AnswerConfig.Texts texts = answers.texts();
    Map<String, String> all = new TreeMap<>();
    all.put("greeting", texts.greeting());
    all.put("thanks", texts.thanks());
    all.put("acknowledgement", texts.acknowledgement());
    all.put("farewell", texts.farewell());
    all.put("handover", texts.handover());
    all.put("urgent", texts.urgent());
    all.put("escalated", texts.escalated());
    all.put("apology", texts.apology());
    all.put("clarify", texts.clarify());
    all.put("clarify_hint", texts.clarifyHint());
    all.put("clarify_open", texts.clarifyOpen());
    AnswerConfig.Thresholds limits = answers.thresholds();
    return defaults.settings(
        lists,
        all,
        new Settings.Thresholds(limits.certain(), limits.answer(), limits.clarify()),
        new Settings.Limits(
            replies.limits().groupPerMinute(),
            seconds(replies.limits().userInGroupEvery()),
            replies.limits().agentPerMinute(),
            replies.maxCharacters(),
            replies.splitAbove(),
            defaults.limits().replyCharacters(),
            Math.toIntExact(replies.pace().shortest().toMillis()),
            Math.toIntExact(replies.pace().longest().toMillis())));
  }

  /** Part of a second counts as a whole one: a limit must not vanish. */
  private static int seconds(Duration span) {
    return Math.toIntExact(span.plusMillis(999).toSeconds());
  }

  @Override
  public Settings get() {
    return settings;
  }
}
