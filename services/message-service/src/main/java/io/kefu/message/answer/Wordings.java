package io.kefu.message.answer;

import io.kefu.contracts.erp.ErpRecord;
import io.kefu.message.rules.Fact;
import io.kefu.message.rules.Template;
import io.kefu.message.settings.Settings;
import java.util.List;
import java.util.stream.Collectors;

/** Fills the templates of rules with what is known about a message. Pure. */
final class Wordings {

  private static final int MORNING = 5;
  private static final int NOON = 11;
  private static final int AFTERNOON = 13;
  private static final int EVENING = 18;

  /** Records told in one reply; of more the newest. */
  private static final int MOST_RECORDS = 3;

  private final MessageFacts facts;
  private final Settings settings;

  Wordings(MessageFacts facts, Settings settings) {
    this.facts = facts;
    this.settings = settings;
  }

  /** A text of the tenant's settings. */
  String text(String name) {
    return settings.text(name);
  }

  /** The text a customer reads. */
  String fill(Template template) {
    return template.render(this::value);
  }

  /** How records of the ERP are told. */
  String tell(Template template, List<ErpRecord> records) {
    return records.stream()
        .limit(MOST_RECORDS)
        .map(record -> template.render(name -> ofRecord(record, name)))
        .collect(Collectors.joining("\n\n"));
  }

  private String ofRecord(ErpRecord record, String name) {
    return switch (name) {
      case "erp.number" -> record.number();
      case "erp.title" -> record.title();
      case "erp.status" -> record.status() == null ? "—" : record.status();
      case "erp.fields" ->
          record.fields().entrySet().stream()
              .map(field -> field.getKey() + "：" + field.getValue())
              .collect(Collectors.joining("\n"));
      default -> value(name);
    };
  }

  private String value(String name) {
    if (name.startsWith("text.")) {
      return settings.text(name.substring("text.".length()));
    }
    return switch (name) {
      case "time.greeting" -> greeting((long) facts.value(Fact.TIME_HOUR));
      default -> String.valueOf(facts.value(Fact.named(name)));
    };
  }

  private static String greeting(long hour) {
    if (hour >= MORNING && hour < NOON) {
      return "早上好";
    }
    if (hour >= NOON && hour < AFTERNOON) {
      return "中午好";
    }
    return hour >= AFTERNOON && hour < EVENING ? "下午好" : "晚上好";
  }
}
