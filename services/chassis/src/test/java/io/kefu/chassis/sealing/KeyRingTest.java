package io.kefu.chassis.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyRingTest {

  private static final String PHONE = "13800000000";
  private static final String LABEL = "t1|customer|c1|phone";
  private static final String OLD = "k1:" + key(1);
  private static final String NEW = "k2:" + key(2);

  private final KeyRing ring = KeyRing.parse("KEYS", OLD);

  @Test
  void opensWhatItSealedAndSealsEachTimeDifferently() {
    String once = ring.seal(PHONE, LABEL);
    String again = ring.seal(PHONE, LABEL);

    assertThat(once).startsWith("sealed:1:k1:").doesNotContain(PHONE).isNotEqualTo(again);
    assertThat(ring.open(once, LABEL)).isEqualTo(PHONE);
    assertThat(ring.open(ring.seal("", LABEL), LABEL)).isEmpty();
    assertThat(ring.open(ring.seal("重庆𠮷", LABEL), LABEL)).isEqualTo("重庆𠮷");
  }

  @Test
  void aValueMovedToAnotherRowOrBentDoesNotOpen() {
    String sealed = ring.seal(PHONE, LABEL);
    char last = sealed.charAt(sealed.length() - 2);
    String bent =
        sealed.substring(0, sealed.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + sealed.charAt(sealed.length() - 1);

    assertThatThrownBy(() -> ring.open(sealed, "t2|customer|c1|phone"))
        .isInstanceOf(SealingException.class)
        .hasMessageNotContaining(PHONE);
    assertThatThrownBy(() -> ring.open(bent, LABEL)).isInstanceOf(SealingException.class);
    assertThatThrownBy(() -> ring.open("sealed:1:k1:AAAA", LABEL))
        .isInstanceOf(SealingException.class);
    assertThatThrownBy(() -> ring.open("sealed:1:k1:*", LABEL))
        .isInstanceOf(SealingException.class);
    assertThatThrownBy(() -> ring.open(PHONE, LABEL)).isInstanceOf(SealingException.class);
  }

  @Test
  void aRotationKeepsOldTextsReadableUntilTheirKeyGoes() {
    String sealed = ring.seal(PHONE, LABEL);
    KeyRing both = KeyRing.parse("KEYS", NEW + " , " + OLD);

    assertThat(both.open(sealed, LABEL)).isEqualTo(PHONE);
    assertThat(both.isCurrent(sealed)).isFalse();
    String again = both.seal(both.open(sealed, LABEL), LABEL);
    assertThat(both.isCurrent(again)).isTrue();
    assertThat(both.currentKeyId()).isEqualTo("k2");
    assertThat(both.has("k1")).isTrue();
    assertThat(ring.has("k2")).isFalse();
    KeyRing after = KeyRing.parse("KEYS", NEW);
    assertThat(after.open(again, LABEL)).isEqualTo(PHONE);
    assertThatThrownBy(() -> after.open(sealed, LABEL)).hasMessageContaining("k1");
  }

  @Test
  void fingerprintsAreEqualForEqualValuesOnlyAndFoundDuringARotation() {
    KeyRing both = KeyRing.parse("KEYS", NEW + "," + OLD);
    String stored = ring.fingerprint(PHONE, "t1|phone");

    assertThat(stored).matches("k1:[0-9a-f]{32}").isEqualTo(ring.fingerprint(PHONE, "t1|phone"));
    assertThat(both.fingerprints(PHONE, "t1|phone")).hasSize(2).contains(stored);
    assertThat(both.fingerprint(PHONE, "t1|phone")).startsWith("k2:");
    assertThat(both.fingerprints(PHONE, "t2|phone")).doesNotContain(stored);
    assertThat(both.fingerprints("13800000001", "t1|phone")).doesNotContain(stored);
  }

  @Test
  void refusesKeysThatCannotWorkWithoutShowingThem() {
    String shortKey = Base64.getUrlEncoder().encodeToString(new byte[31]);

    assertThatThrownBy(() -> KeyRing.parse("KEYS", " ")).hasMessageContaining("KEYS");
    assertThatThrownBy(() -> KeyRing.parse("KEYS", null)).hasMessageContaining("KEYS");
    assertThatThrownBy(() -> KeyRing.parse("KEYS", "k1:" + shortKey))
        .hasMessageContaining("32 bytes")
        .hasMessageNotContaining(shortKey);
    assertThatThrownBy(() -> KeyRing.parse("KEYS", key(1))).hasMessageNotContaining(key(1));
    assertThatThrownBy(() -> KeyRing.parse("KEYS", "k1:!!")).hasMessageContaining("base64url");
    assertThatThrownBy(() -> KeyRing.parse("KEYS", OLD + "," + OLD)).hasMessageContaining("twice");
    assertThat(ring.toString()).isEqualTo("KeyRing[k1]");
  }

  @Test
  void onlySealedTextsLookSealed() {
    assertThat(KeyRing.isSealed(ring.seal(PHONE, LABEL))).isTrue();
    assertThat(KeyRing.isSealed(PHONE)).isFalse();
    assertThat(KeyRing.isSealed("sealed:1:")).isFalse();
    assertThat(KeyRing.isSealed(null)).isFalse();
  }

  private static String key(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
