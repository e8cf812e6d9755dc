package io.kefu.ai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.Settings;
import io.kefu.ai.guard.GuardConfig;
import io.kefu.ai.guard.Guards;
import io.kefu.ai.guard.PersonalData;
import io.kefu.contracts.answer.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedGrowthTest {

  private static final List<Evidence> GIVEN =
      List.of(
          new Evidence("w", "售后 / 保修", null, "整机质保 2 年，充电模块质保 3 年，从验收之日起算。易损件质保 1 年。", 0.9, true));

  private final Guards guards = new Guards(Settings.of(GuardConfig.class, Map.of()), List.of());
  private final PersonalData masked = new PersonalData();
  private final List<String> told = new ArrayList<>();
  private final GuardedGrowth growth =
      new GuardedGrowth(text -> guards.after(text, GIVEN, masked, 400), told::add);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void aTextGrowsBySentencesWhateverItsPieces(int size) {
    grow("整机质保 2 年[1]。充电模块质保 3 年[1]。易损件质保 1", size);

    assertThat(String.join("", told)).isEqualTo("整机质保 2 年。充电模块质保 3 年。");
  }

  @Test
  void aFigureThatNobodyGaveIsNeverShown() {
    grow("整机质保 2 年[1]。现在下单只要 9800 元[1]。充电模块质保 3 年[1]。", 4);

    assertThat(String.join("", told)).isEqualTo("整机质保 2 年。");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "让我先分析一下。整机质保 2 年[1]。",
        "思考过程：\n整机质保 2 年[1]。",
        "java.lang.IllegalStateException: boom\n整机质保 2 年[1]。",
        "NO_ANSWER。整机质保 2 年。"
      })
  void thoughtsAndErrorsAreNeverShown(String text) {
    grow(text, 2);

    assertThat(told).isEmpty();
  }

  @Test
  void whatWasTakenOutComesBack() {
    String sign = masked.mask("13812345678");

    grow("已记录您的手机号 " + sign + "，整机质保 2 年，充电模块质保 3 年[1]。", 1);

    assertThat(told).containsExactly("已记录您的手机号 13812345678，整机质保 2 年，充电模块质保 3 年。");
  }

  private void grow(String text, int size) {
    for (int at = 0; at < text.length(); at += size) {
      growth.accept(text.substring(at, Math.min(text.length(), at + size)));
    }
  }
}
