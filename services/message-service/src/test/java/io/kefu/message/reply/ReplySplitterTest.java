package io.kefu.message.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplySplitterTest {

  @Test
  void textUpToTheUpperLimitStaysWhole() {
    assertThat(ReplySplitter.split("长".repeat(500), 400, 500)).hasSize(1);
  }

  @Test
  void longerTextIsCutAtSentencesAndLosesNothing() {
    String text = "这是一句说明。".repeat(120);

    List<String> parts = ReplySplitter.split(text, 400, 500);

    assertThat(parts)
        .allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(400).endsWith("。"));
    assertThat(String.join("", parts)).isEqualTo(text);
  }

  @Test
  void signOutsideOfTheBasicPlaneIsNeverTornApart() {
    List<String> parts = ReplySplitter.split("🔌".repeat(900), 400, 500);

    assertThat(parts)
        .extracting(part -> part.codePointCount(0, part.length()))
        .containsExactly(400, 400, 100);
    assertThat(parts)
        .allSatisfy(part -> assertThat(part.codePoints()).containsOnly("🔌".codePointAt(0)));
  }

  @Test
  void blankTextHasNoParts() {
    assertThat(ReplySplitter.split(" \n ", 400, 500)).isEmpty();
  }

  @Test
  void blankLineIsTheBestPlaceToCut() {
    String text = "甲".repeat(300) + "。还有。\n\n" + "乙".repeat(300);

    List<String> parts = ReplySplitter.split(text, 400, 500);

    assertThat(parts).containsExactly("甲".repeat(300) + "。还有。", "乙".repeat(300));
  }
}
