package io.kefu.message.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;

/** The fast way folds as Unicode's tables do. */
class WordingTest {

  @Property
  void foldsAsUnicodeSays(
      @ForAll
          @Chars({'\u3000', '\u3001', '\u3002', '\u00e9', '\u0301', '①', '㎏'})
          @CharRange(from = ' ', to = '~')
          @CharRange(from = '\u4e00', to = '\u9fff')
          @CharRange(from = '\uff01', to = '\uff5e')
          String text) {
    String expected =
        Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();

    assertThat(Wording.folded(text)).isEqualTo(expected);
  }
}
