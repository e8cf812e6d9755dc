package io.kefu.ai.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplexityTest {

  @ParameterizedTest
  @CsvSource({
    "保修多久？,CHEAP",
    "序列号在哪里看,CHEAP",
    "120kW和160kW有什么区别？哪个好？,STRONG",
    "如果我同时充四辆车为什么功率会下降,STRONG"
  })
  void weighsAQuestion(String question, Complexity expected) {
    assertThat(Complexity.of(question, List.of(entry(0.8, false)), 0.92)).isEqualTo(expected);
  }

  @Test
  void aCertainCuratedEntryNeedsNoModel() {
    assertThat(Complexity.of("为什么和如果", List.of(entry(0.93, true)), 0.92))
        .isEqualTo(Complexity.NONE);
    assertThat(Complexity.of("保修多久", List.of(entry(0.93, false)), 0.92))
        .isEqualTo(Complexity.CHEAP);
  }

  private static Evidence entry(double confidence, boolean approved) {
    return new Evidence("e", "t", "保修多久？", "2 年", confidence, approved);
  }
}
