package io.kefu.message.settings;

import io.kefu.message.wording.WordList;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for a tenant that set nothing: the figures and texts of domain.md §5. */
@ConfigMapping(prefix = "kefu.message.settings")
public interface SettingsDefaults {

  /** Where the hours count. */
  @WithDefault("Asia/Shanghai")
  ZoneId zone();

  /** When people of ours are there. */
  Working working();

  /** When nothing is sent by itself. */
  Quiet quiet();

  /** What a rule may send. */
  Replies limits();

  /** Words that name what the ERP can be asked for. */
  ErpWords erpWords();

  /** What goes to a person at once. */
  Escalations escalation();

  /** What the customer reads outside of our hours. */
  @WithDefault("您好，现在是非服务时间，您的问题已记录，我们上班后会第一时间回复您。")
  String offHoursText();

  /** What an agent says by itself when it has lost us. */
  @WithDefault("您好，系统暂时连接不上，您的消息我们已收到，会尽快回复您。")
  String offlineText();

  /** What goes to a person at once. */
  interface Escalations {
    /** From this urgency on, 1 to 6. */
    @WithDefault("5")
    int urgency();

    /** The same for a VIP. */
    @WithDefault("4")
    int vipUrgency();

    /** So many handovers of a conversation within a day; 0 for never. */
    @WithDefault("3")
    int handovers();
  }

  /** When people of ours are there, every day. */
  interface Working {
    /** Beginning. */
    @WithDefault("08:00")
    LocalTime from();

    /** End. */
    @WithDefault("20:00")
    LocalTime to();
  }

  /** When nothing is sent by itself. */
  interface Quiet {
    /** Whether there are such hours at all. */
    @WithDefault("false")
    boolean enabled();

    /** Beginning. */
    @WithDefault("22:00")
    LocalTime from();

    /** End. */
    @WithDefault("08:00")
    LocalTime to();
  }

  /** What a rule may send. */
  interface Replies {
    /** Characters of a whole reply that a rule sends. */
    @WithDefault("2000")
    int replyCharacters();
  }

  /** Words that name what the ERP can be asked for. */
  interface ErpWords {
    /** Orders. */
    @WithDefault("订单,单号,下单")
    List<String> order();

    /** Deliveries. */
    @WithDefault("物流,快递,运单,发货,到哪")
    List<String> logistics();

    /** Invoices. */
    @WithDefault("发票,开票")
    List<String> invoice();

    /** Stock. */
    @WithDefault("库存,现货,有货")
    @WithName("stock")
    List<String> stock();
  }

  /**
   * The settings.
   *
   * @param words the answer policy's word lists by name
   * @param texts the answer policy's texts by name
   * @param thresholds the answer policy's confidence limits
   * @param limits how much may be sent
   */
  default Settings settings(
      Map<String, List<String>> words,
      Map<String, String> texts,
      Settings.Thresholds thresholds,
      Settings.Limits limits) {
    Map<String, WordList> lists = new LinkedHashMap<>();
    words.forEach((name, list) -> lists.put(name, WordList.of(list)));
    lists.put("order", WordList.of(erpWords().order()));
    lists.put("logistics", WordList.of(erpWords().logistics()));
    lists.put("invoice", WordList.of(erpWords().invoice()));
    lists.put("stock", WordList.of(erpWords().stock()));
    Map<String, String> all = new LinkedHashMap<>(texts);
    all.put("off_hours", offHoursText());
    all.put("offline", offlineText());
    return new Settings(
        zone(),
        new Settings.WorkingHours(Set.of(DayOfWeek.values()), working().from(), working().to()),
        new Settings.QuietHours(quiet().enabled(), quiet().from(), quiet().to()),
        thresholds,
        lists,
        all,
        new Settings.Groups(List.of(), List.of()),
        limits,
        List.of(),
        new Settings.Escalation(
            escalation().urgency(), escalation().vipUrgency(), escalation().handovers()),
        BotMode.ON);
  }
}
