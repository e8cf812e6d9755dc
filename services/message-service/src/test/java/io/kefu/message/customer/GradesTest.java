package io.kefu.message.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradesTest {

  @ParameterizedTest(name = "{7}")
  @CsvSource({
    "true,true,true,false,very_high,0,1,A,a paying customer who talks to us",
    "true,true,true,false,,0,20,A,payment contract and order are enough while active",
    "true,false,false,true,,40,3,B,an order and an interest",
    "false,false,false,true,,80,1,B,a warm prospect",
    "false,false,false,false,,12,1,C,somebody who wrote once",
    "true,true,true,true,very_high,100,181,D,whoever was silent for half a year",
    "false,false,false,false,,0,100,C,a quiet one",
  })
  void gradeFollowsTheFormula(
      boolean order,
      boolean contract,
      boolean payment,
      boolean quote,
      String value,
      int intent,
      int silentDays,
      String grade,
      String who) {
    Grades.Facts facts =
        new Grades.Facts(
            order, contract, payment, quote, value, intent, Duration.ofDays(silentDays));

    assertThat(Grades.of(facts)).as(who).isEqualTo(grade);
  }
}
