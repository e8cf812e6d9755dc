package io.kefu.message.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.answer.PolicyDesk;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Fault;
import io.kefu.message.document.Faults;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are laid over the defaults, checked strictly. */
class SettingsDocumentTest {

  private static final Settings DEFAULTS = PolicyDesk.DEFAULTS;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"zone\":\"Mars/Olympus\"}|/zone",
        "{\"zon\":\"UTC\"}|/zon",
        "{\"thresholds\":{\"clarify\":0.8}}|/thresholds",
        "{\"thresholds\":{\"answer\":7}}|/thresholds/answer",
        "{\"quiet_hours\":{\"from\":\"22\"}}|/quiet_hours/from",
        "{\"working_hours\":{\"days\":[0]}}|/working_hours/days",
        "{\"working_hours\":{\"days\":{\"a\":1}}}|/working_hours/days",
        "{\"texts\":{\"greeting\":\" \"}}|/texts/greeting",
        "{\"texts\":{\"greeting\":\"{{text.greeting}}\"}}|/texts/greeting",
        "{\"texts\":{\"greetings\":\"a\"}}|/texts/greetings",
        "{\"words\":{\"Bad Name\":[]}}|/words/Bad Name",
        "{\"words\":{\"anger\":[\"\"]}}|/words/anger/0",
        "{\"limits\":{\"max_characters\":600}}|/limits/split_above",
        "{\"limits\":{\"pause_max_ms\":10}}|/limits/pause_max_ms",
        "{\"limits\":{\"agent_per_minute\":-1}}|/limits/agent_per_minute",
        "[]|''"
      })
  void mistakeIsToldAtItsPlace(String document, String pointer) {
    Faults faults = new Faults();

    SettingsDocument.over(DEFAULTS, Documents.parse(document), faults);

    assertThat(faults.list()).extracting(Fault::pointer).contains(pointer);
  }

  @Test
  void whatWasWrittenReadsBackTheSame() {
    Faults faults = new Faults();

    Settings read = SettingsDocument.over(DEFAULTS, SettingsDocument.write(DEFAULTS), faults);

    assertThat(faults.list()).isEmpty();
    assertThat(read).isEqualTo(DEFAULTS);
    assertThat(SettingsDocument.changes(DEFAULTS, read)).isEmpty();
  }

  @Test
  void onlyWhatDiffersIsStored() {
    Faults faults = new Faults();
    Settings read =
        SettingsDocument.over(
            DEFAULTS,
            Documents.parse(
                "{\"texts\":{\"greeting\":\"好\",\"thanks\":\"不客气，很高兴为您服务。\"},\"words\":{\"vip\":[\"贵宾\"]}}"),
            faults);

    String stored = SettingsDocument.changes(DEFAULTS, read).toString();

    assertThat(stored).isEqualTo("{\"words\":{\"vip\":[\"贵宾\"]},\"texts\":{\"greeting\":\"好\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T13:59:00Z, false, 2026-11-22",
    "2026-11-22T14:00:00Z, true, 2026-11-22",
    "2026-11-22T23:59:00Z, true, 2026-11-22",
    "2026-11-23T00:00:00Z, false, 2026-11-23"
  })
  void nightGoesOverMidnightInTheTenantsZone(Instant at, boolean quiet, String night) {
    Faults faults = new Faults();
    Settings settings =
        SettingsDocument.over(
            DEFAULTS, Documents.parse("{\"quiet_hours\":{\"enabled\":true}}"), faults);

    assertThat(settings.quiet(at)).isEqualTo(quiet);
    assertThat(settings.night(at)).isEqualTo(night);
  }
}
