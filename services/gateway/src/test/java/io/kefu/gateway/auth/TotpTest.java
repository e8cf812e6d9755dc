package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TotpTest {

  // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
  private static final byte[] RFC = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @Test
  void theCodesAreThoseOfTheRfc() {
    List<Long> times =
        List.of(59L, 1111111109L, 1111111111L, 1234567890L, 2000000000L, 20000000000L);

    List<String> codes =
        times.stream()
            .map(time -> Totp.code(RFC, Totp.stepAt(Instant.ofEpochSecond(time))))
            .toList();

    assertThat(codes).containsExactly("287082", "081804", "050471", "005924", "279037", "353130");
  }

  @Test
  void aCodeIsGoodOneStepEarlyOrLateAndOnce() {
    Instant now = Instant.ofEpochSecond(1_111_111_111);
    long step = Totp.stepAt(now);

    List<OptionalLong> found =
        List.of(
            Totp.match(RFC, Totp.code(RFC, step - 2), now, 0),
            Totp.match(RFC, Totp.code(RFC, step - 1), now, 0),
            Totp.match(RFC, Totp.code(RFC, step), now, 0),
            Totp.match(RFC, Totp.code(RFC, step + 1), now, 0),
            Totp.match(RFC, Totp.code(RFC, step + 2), now, 0),
            Totp.match(RFC, Totp.code(RFC, step), now, step),
            Totp.match(RFC, Totp.code(RFC, step - 1), now, step));

    assertThat(found)
        .containsExactly(
            OptionalLong.empty(),
            OptionalLong.of(step - 1),
            OptionalLong.of(step),
            OptionalLong.of(step + 1),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
  }

  @Test
  void theSecretIsWrittenAsAuthenticatorsReadIt() {
    String uri = Totp.uri("Kefu", "王 丽", RFC);

    assertThat(Totp.base32(RFC)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(uri)
        .startsWith("otpauth://totp/Kefu:%E7%8E%8B%20%E4%B8%BD?secret=GEZDGNBV")
        .endsWith("&issuer=Kefu&algorithm=SHA1&digits=6&period=30");
  }

  @Test
  void aRecoveryCodeIsReadHoweverItIsTyped() {
    List<String> codes = RecoveryCode.fresh(new SecureRandom());

    byte[] hash = RecoveryCode.hash(codes.get(0));

    assertThat(codes).hasSize(10).doesNotHaveDuplicates().allMatch(c -> c.length() == 19);
    assertThat(RecoveryCode.hash(codes.get(0).toLowerCase(java.util.Locale.ROOT).replace("-", "")))
        .isEqualTo(hash);
    assertThat(RecoveryCode.hash("123456")).isNull();
  }
}
