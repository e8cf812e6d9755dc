package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The small rules of logins, without anything running. */
class AuthRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T02:15:30Z");

  @Test
  void theWaitDoublesAfterTheFreeFailuresUpToItsBound() {
    LockoutPolicy policy = new LockoutPolicy(5, Duration.ofSeconds(30), Duration.ofMinutes(15));

    List<Long> waits =
        List.of(1, 4, 5, 6, 7, 20, 1_000_000).stream()
            .map(failures -> policy.waitAfter(failures).toSeconds())
            .toList();

    assertThat(waits).containsExactly(0L, 0L, 30L, 60L, 120L, 900L, 900L);
  }

  @Test
  void aHashMatchesItsOwnSecretOnly() {
    String hash = Argon2Hash.of("right".toCharArray(), 256, 1, new SecureRandom());

    assertThat(hash).startsWith("$argon2id$v=19$m=256,t=1,p=1$");
    assertThat(Argon2Hash.matches("right".toCharArray(), hash)).isTrue();
    assertThat(Argon2Hash.matches("wrong".toCharArray(), hash)).isFalse();
    assertThat(Argon2Hash.matches("right".toCharArray(), "$argon2id$broken")).isFalse();
    assertThat(
            Argon2Hash.matches(
                "right".toCharArray(), "$argon2id$v=19$m=9999999,t=1,p=1$c2FsdA$aGFzaA"))
        .isFalse();
  }

  @Test
  void theHashAgreesWithTheReferenceImplementation() {
    // echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 (RFC 9106 reference, its README)
    boolean matches =
        Argon2Hash.matches(
            "password".toCharArray(),
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

    assertThat(matches).isTrue();
  }

  @Test
  void aSealOpensUnderItsLabelAndKeyOnly() {
    KeySeal seal = new KeySeal("A".repeat(43));
    byte[] sealed = seal.seal(new byte[] {1, 2, 3}, "k1");

    byte[] opened = seal.open(sealed, "k1");

    assertThat(opened).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> seal.open(sealed, "k2")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new KeySeal("B".repeat(42) + "A").open(sealed, "k1"))
        .hasMessageContaining("kefu.token-keys.secret");
    assertThatThrownBy(() -> new KeySeal("AAAA")).hasMessageContaining("32 bytes");
  }

  @Test
  void aRotationSignsWithTheNewKeyFromItsTimeOn() {
    SigningKey old = key("old", NOW.minusSeconds(100), NOW.plusSeconds(100));
    SigningKey next = key("new", NOW.plusSeconds(10), NOW.plusSeconds(1000));
    KeyRing ring = new KeyRing(List.of(old, next));

    String before = ring.signer(NOW).orElseThrow().keyId();
    String after = ring.signer(NOW.plusSeconds(10)).orElseThrow().keyId();

    assertThat(before).isEqualTo("old");
    assertThat(after).isEqualTo("new");
    assertThat(ring.verifier("new", NOW)).isPresent();
    assertThat(ring.verifier(null, NOW)).isEmpty();
  }

  @Test
  void aRevocationHitsWhatWasIssuedBeforeAndNothingElse() {
    Subject agent = Subject.of("acme", SubjectKind.AGENT, "a1", "a1", Role.AGENT);
    Subject twin = Subject.of("other", SubjectKind.AGENT, "a1", "a1", Role.AGENT);
    UUID family = UUID.randomUUID();
    RevocationList list =
        new RevocationList(List.of(new Revocation("acme", Revocation.Scope.AGENT, "a1", NOW)));

    List<Boolean> revoked =
        List.of(
            list.revokes(new AccessClaims(agent, family, NOW.minusMillis(1), NOW.plusSeconds(9))),
            list.revokes(new AccessClaims(agent, family, NOW, NOW.plusSeconds(9))),
            list.revokes(new AccessClaims(twin, family, NOW.minusMillis(1), NOW.plusSeconds(9))));

    assertThat(revoked).containsExactly(true, false, false);
  }

  @Test
  void aRefreshTokenIsReadBackAndNothingElseIs() {
    RefreshToken token = RefreshToken.fresh("acme", UUID.randomUUID(), new SecureRandom());

    RefreshToken read = RefreshToken.parse(token.text()).orElseThrow();

    assertThat(read).isEqualTo(token);
    assertThat(read.hasSecretOf(token.secretHash())).isTrue();
    assertThat(token.toString()).doesNotContain(token.secret());
    assertThat(RefreshToken.parse(token.text().replace("acme", "*"))).isEmpty();
    assertThat(RefreshToken.parse(null)).isEmpty();
  }

  private static SigningKey key(String id, Instant from, Instant until) {
    return new SigningKey(id, null, null, "{}", from, until, until.plusSeconds(60));
  }
}
