package io.kefu.ai.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.ai.key.Seal.Sealed;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealTest {

  private final Seal seal = new Seal("new", Map.of("old", secret(1), "new", secret(2)));

  @Test
  void opensWhatItSealed() throws Exception {
    Sealed sealed = seal.seal("sk-1", "acme");

    assertThat(seal.open(sealed, "acme")).isEqualTo("sk-1");
    assertThat(sealed.secretId()).isEqualTo("new");
    assertThat(seal.seal("sk-1", "acme").nonce()).isNotEqualTo(sealed.nonce());
  }

  @Test
  void opensWhatAnOldSecretSealed() throws Exception {
    Sealed sealed = new Seal("old", Map.of("old", secret(1))).seal("sk-1", "acme");

    assertThat(seal.open(sealed, "acme")).isEqualTo("sk-1");
  }

  @Test
  void refusesWhatWasMovedChangedOrLost() {
    Sealed sealed = seal.seal("sk-1", "acme");
    byte[] changed = sealed.data().clone();
    changed[0] ^= 1;

    assertThatThrownBy(() -> seal.open(sealed, "other"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(
            () -> seal.open(new Sealed(sealed.secretId(), sealed.nonce(), changed), "acme"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> seal.open(new Sealed("gone", sealed.nonce(), sealed.data()), "acme"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void refusesSecretsThatAreNone() {
    assertThatThrownBy(() -> new Seal("a", Map.of("a", "c2hvcnQ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2hvcnQ");
    assertThatThrownBy(() -> new Seal("b", Map.of("a", secret(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String secret(int fill) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
