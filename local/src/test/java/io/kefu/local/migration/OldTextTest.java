package io.kefu.local.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OldTextTest {

  private static final Charset GBK = Charset.forName("GBK");

  @Test
  void utf8StaysAsItIs() {
    assertThat(OldText.of("报价320kW, café".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new OldText("报价320kW, café", false));
  }

  @Test
  void gbkBytesAreReadAsGbk() {
    assertThat(OldText.of("质保多久？".getBytes(GBK))).isEqualTo(new OldText("质保多久？", true));
  }

  @Test
  void gbkThatWasReadAsLatinIsReadAgain() {
    String misread = new String("你好，报价".getBytes(GBK), StandardCharsets.ISO_8859_1);

    OldText text = OldText.of(misread.getBytes(StandardCharsets.UTF_8));

    assertThat(text).isEqualTo(new OldText("你好，报价", true));
  }

  @Test
  void wordsOfOtherLanguagesAreNotTakenForMisreadChinese() {
    for (String word : new String[] {"Müller Straße", "déjà vu à l'été", "Ærø", "naïveté"}) {
      assertThat(OldText.of(word.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(new OldText(word, false));
    }
  }

  @Test
  void whatIsNeitherIsKeptWithMarksAndWithoutNul() {
    OldText text = OldText.of(new byte[] {'a', 0, (byte) 0xFF, 'b'});

    assertThat(text.repaired()).isTrue();
    assertThat(text.text()).startsWith("a").endsWith("b").doesNotContain("\0");
  }
}
