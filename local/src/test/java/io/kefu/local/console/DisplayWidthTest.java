package io.kefu.local.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DisplayWidthTest {

  @Test
  void countsChineseAsTwoColumns() {
    assertThat(DisplayWidth.of("120kW充电桩")).isEqualTo(11);
    assertThat(DisplayWidth.of("，。（）")).isEqualTo(8);
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
  }

  @Test
  void cutsAtAColumnAndNeverInsideACharacter() {
    assertThat(DisplayWidth.cut("充电桩安装", 7)).isEqualTo("充电桩…");
    assertThat(DisplayWidth.cut("充电桩安装", 6)).isEqualTo("充电…");
    assertThat(DisplayWidth.cut("短", 2)).isEqualTo("短");
  }

  @Test
  void wrapsAndKeepsLineEnds() {
    assertThat(DisplayWidth.wrap("充电桩保修\n两年", 6)).containsExactly("充电桩", "保修", "两年");
  }

  @Test
  void padsToColumns() {
    assertThat(DisplayWidth.pad("网关", 6)).isEqualTo("网关  ");
  }

  @Test
  void writesUtf8AndNoColoursWhereNobodyWatches() {
    // Given
    var bytes = new ByteArrayOutputStream();
    var console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, false);

    // When
    console.passing("moving");
    console.line(console.style(Console.Style.RED, "充电"));

    // Then
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("充电" + System.lineSeparator());
  }

  @Test
  void followsTheUsersWishAboutColours() {
    assertThat(Console.coloured(true, Map.of("TERM", "xterm"))).isTrue();
    assertThat(Console.coloured(true, Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(Console.coloured(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(Console.coloured(false, Map.of("TERM", "xterm"))).isFalse();
  }
}
