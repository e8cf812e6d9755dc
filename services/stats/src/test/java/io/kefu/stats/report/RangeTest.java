package io.kefu.stats.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.stats.rollup.Dimension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {

  @Test
  void isOfEverythingWithoutAValue() {
    assertThat(range(null, null).scope()).isEqualTo(Scope.EVERYTHING);
    assertThat(range("agent", "").scope()).isEqualTo(Scope.EVERYTHING);
    assertThat(range("agent", "a-1").scope()).isEqualTo(new Scope(Dimension.AGENT, "a-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "colour, red, dimension",
    "colour, '', dimension",
    "'', a-1, dimension",
    "all, a-1, dimension",
    "AGENT, a-1, dimension",
    "agent, 'a\u0000b', value"
  })
  void saysWhichParameterToChange(String dimension, String value, String wrong) {
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> range(dimension, value).scope());

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.toProblem().errors()).extracting(FieldError::field).containsExactly(wrong);
  }

  private static Range range(String dimension, String value) {
    Range range = new Range();
    range.dimension = dimension;
    range.value = value;
    return range;
  }
}
