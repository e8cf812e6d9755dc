package io.kefu.gateway.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordPolicyTest {

  @Test
  void longAndUnexpectedPasswordsAreTaken() {
    List<String> good =
        List.of(
            "correct horse battery staple",
            "Tr0ub4dor&3-and-more",
            "充电桩夜里也会发光吗真的会",
            "x9#kQ2!mZp7w",
            "password is not my password");

    assertThat(good).allSatisfy(p -> assertThat(PasswordPolicy.violation(p, "wang")).isEmpty());
  }

  @Test
  void shortGuessableAndRepeatedOnesAreNot() {
    List<String> bad =
        List.of(
            "short-one",
            "wang-is-my-name",
            "WANGwangWANG12",
            "password1234",
            "P@ssw0rd!2026",
            "admin1234567",
            "abcabcabcabc",
            "aaaaaaaaaaaa",
            "123456789012",
            "qwertyuiopas",
            "1qaz2wsx3edc",
            "x".repeat(129));

    assertThat(bad).allSatisfy(p -> assertThat(PasswordPolicy.violation(p, "wang")).isPresent());
  }
}
