package io.kefu.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kefu.chassis.problem.ProblemException;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentedParametersTest {

  private final DocumentedParameters parameters = new DocumentedParameters();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit       | 1
          limit       | 200
          limit       | ''
          bucket      | WHITE
          status      | NEED_REPLY
          status      | draft
          customer_id | 0198f3a2-5c1e-7d40-9b57-2f6f0c1e8a11
          from        | 2026-11-01T00:00:00Z
          from        | 2026-11-01T00:00:00+08:00
          from        | 2026-11-01T00:00:00 08:00
          from        | 2026-11-01
          proposed    | false
          q           | 双枪 "320kW"
          colour      | nothing that the document names
          """)
  void whatTheDocumentKnowsPasses(String name, String value) {
    assertThatCode(() -> parameters.check(query(name, value))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit       | nonsense                             | a whole number from 1 to 200
          limit       | 0                                    | a whole number from 1 to 200
          limit       | 201                                  | a whole number from 1 to 200
          limit       | 99999999999999999999                 | a whole number from 1 to 200
          limit       | 1.5                                  | a whole number from 1 to 200
          bucket      | white                                | one of WHITE, GRAY, BLACK
          status      | nonsense                             | or one of
          customer_id | 0198f3a25c1e7d409b572f6f0c1e8a11     | a UUID
          from        | yesterday                            | a time with offset
          proposed    | yes                                  | true or false
          """)
  void anythingElseIsRefusedByItsName(String name, String value, String wanted) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> parameters.check(query(name, value)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.getMessage()).startsWith(name + " must be ").contains(wanted);
    assertThat(refused.toProblem().errors()).extracting("field").containsExactly(name);
  }

  @Test
  void everyWrongOneIsNamed() {
    MultiMap query = query("limit", "x").add("grade", "E").add("q", "长".repeat(201));

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> parameters.check(query));

    assertThat(refused.toProblem().errors())
        .extracting("field")
        .containsExactlyInAnyOrder("limit", "grade", "q");
  }

  private static MultiMap query(String name, String value) {
    return MultiMap.caseInsensitiveMultiMap().add(name, value);
  }
}
