package io.kefu.ai.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaterialTest {

  @Test
  void whatStandsAroundAPassageIsShownWithIt() {
    List<Evidence> given =
        Material.within(
            List.of(passage("a", "保修从验收之日起算。", "以下只适用于 GX-7 充电桩。", "易损件除外。"), entry("b", "两年。")),
            600);

    assertThat(Material.text(given))
        .isEqualTo("[1] 手册｜保修\n（上文）以下只适用于 GX-7 充电桩。\n保修从验收之日起算。\n（下文）易损件除外。\n\n[2] 标题\n两年。");
  }

  @Test
  void surroundingsAreCutBetweenSentencesFromFarToNear() {
    Evidence entry = passage("a", "正文".repeat(20), "第一句在这里。第二句在这里。", "第三句在这里。第四句在这里。");

    List<Evidence> given = Material.within(List.of(entry), 2 + 40 + 15);

    assertThat(given.getFirst().before()).isEqualTo("第二句在这里。");
    assertThat(given.getFirst().after()).isEqualTo("第三句在这里。");
  }

  @Test
  void theBudgetHoldsWhateverStandsAround() {
    Evidence first = passage("a", "文".repeat(400), "前面一句话。".repeat(60), "后面一句话。".repeat(60));
    Evidence second = passage("b", "字".repeat(100), "再前一句话。".repeat(60), "再后一句话。".repeat(60));

    List<Evidence> given = Material.within(List.of(first, second), 600);

    int tokens =
        given.stream()
            .mapToInt(
                one ->
                    TokenEstimate.of(one.title())
                        + TokenEstimate.of(one.content())
                        + TokenEstimate.of(one.before() == null ? "" : one.before())
                        + TokenEstimate.of(one.after() == null ? "" : one.after()))
            .sum();
    assertThat(tokens).isBetween(560, 600);
    assertThat(given.getFirst().content()).hasSize(400);
    assertThat(given.getFirst().before()).endsWith("前面一句话。");
  }

  @Test
  void anEntryThatIsTooLongStaysWholeAndAlone() {
    Evidence entry = passage("a", "文".repeat(700), "前面一句话。", "后面一句话。");

    List<Evidence> given = Material.within(List.of(entry, entry("b", "两年。")), 600);

    assertThat(given).hasSize(1);
    assertThat(given.getFirst().content()).hasSize(700);
    assertThat(given.getFirst().before()).isNull();
    assertThat(given.getFirst().after()).isNull();
  }

  @Test
  void nothingIsSaidTwice() {
    Evidence first = passage("a", "整机两年。", null, "枪线一年。模块三年。");
    Evidence second = passage("b", "枪线一年。", "整机两年。", "模块三年。");

    List<Evidence> given = Material.within(List.of(first, second), 600);

    assertThat(given.getFirst().after()).isEqualTo("模块三年。");
    assertThat(given.getLast().before()).isNull();
  }

  private static Evidence entry(String id, String content) {
    return new Evidence(id, "标题", null, content, 0.9, true);
  }

  private static Evidence passage(String id, String content, String before, String after) {
    return new Evidence(id, "手册", "保修", content, 0.9, true, before, after);
  }
}
