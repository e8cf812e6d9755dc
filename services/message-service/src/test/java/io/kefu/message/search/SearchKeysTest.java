package io.kefu.message.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SearchKeysTest {

  private final SearchKeys keys = new SearchKeys("t1");

  @Property
  void whatATextHoldsIsFoundByItsKeys(
      @ForAll @StringLength(max = 20) String before,
      @ForAll
          @CharRange(from = 'a', to = 'f')
          @CharRange(from = '一', to = '十')
          @StringLength(min = 1, max = 6)
          String word,
      @ForAll @StringLength(max = 20) String after) {
    int[] text = keys.ofText(before + word + after);

    assertThat(set(text)).containsAll(set(keys.ofWord(word)));
  }

  @Test
  void aPhraseNeedsNoPairAcrossItsSpace() {
    int[] phrase = keys.ofWord("a bc");

    assertThat(set(phrase)).isEqualTo(set(concat(keys.ofWord("a"), keys.ofWord("bc"))));
  }

  @Test
  void tenantsShareNoKeys() {
    int[] other = new SearchKeys("t2").ofText("设备报警码e103，无法充电");

    assertThat(set(other)).doesNotContainAnyElementsOf(set(keys.ofText("设备报警码e103，无法充电")));
  }

  /** They are stored: another number for the same character loses what was indexed. */
  @Test
  void numbersNeverChange() {
    assertThat(keys.ofWord("报警")).containsExactly(KEY_OF_ALARM);
  }

  private static final int KEY_OF_ALARM = -25868173;

  private static int[] concat(int[] one, int[] other) {
    int[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static Set<Integer> set(int[] keys) {
    return Arrays.stream(keys).boxed().collect(Collectors.toSet());
  }
}
