package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A signature that was checked is not checked again; everything else is. */
class VerifiedTokensTest {

  private static final Instant NOW = Instant.parse("2026-11-22T02:15:30Z");
  private static final Instant END = NOW.plusSeconds(900);
  private static final AccessClaims CLAIMS =
      new AccessClaims(
          Subject.of("acme", SubjectKind.AGENT, "agent_001", "agent_001", Role.AGENT),
          UUID.randomUUID(),
          NOW,
          END);

  private final VerifiedTokens tokens = new VerifiedTokens(10, Duration.ofMinutes(15));

  @Test
  void aTokenIsKnownAsLongAsItAndItsKeyAreInForce() throws Exception {
    SigningKey key = key("k1");
    KeyRing ring = new KeyRing(List.of(key));
    String token =
        new AccessTokenCodec(Clock.fixed(NOW, ZoneOffset.UTC))
            .write(CLAIMS, UUID.randomUUID(), key);

    tokens.remember(token, CLAIMS, AccessTokenCodec.keyId(token));

    assertThat(AccessTokenCodec.keyId(token)).isEqualTo("k1");
    assertThat(tokens.find(token, ring, NOW)).contains(CLAIMS);
    assertThat(tokens.find(token, ring, END.minusMillis(1))).contains(CLAIMS);
    assertThat(tokens.find(token, ring, END)).isEmpty();
    assertThat(tokens.find(token + "A", ring, NOW)).isEmpty();
    assertThat(tokens.find(token.substring(1), ring, NOW)).isEmpty();
    assertThat(tokens.find(token, KeyRing.EMPTY, NOW)).isEmpty();
    assertThat(tokens.find(token, new KeyRing(List.of(key("k2"))), NOW)).isEmpty();
    assertThat(tokens.find(token, ring, key.verifiesUntil())).isEmpty();
  }

  private static SigningKey key(String id) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    return new SigningKey(
        id,
        pair.getPublic(),
        pair.getPrivate(),
        "{}",
        NOW.minusSeconds(60),
        NOW.plusSeconds(600),
        NOW.plusSeconds(1800));
  }
}
