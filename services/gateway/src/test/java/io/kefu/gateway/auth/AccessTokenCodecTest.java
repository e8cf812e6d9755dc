package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class AccessTokenCodecTest {

  private static final Instant NOW = Instant.parse("2026-11-22T02:15:30Z");
  private static final UUID FAMILY = UUID.fromString("0199a7c2-0000-7000-8000-000000000001");
  private static final Subject AGENT =
      Subject.of("acme", SubjectKind.AGENT, "agent_001", "agent_001", Role.AGENT);

  private final SigningKey key = key("k1");
  private final KeyRing ring = new KeyRing(List.of(key));

  @Test
  void whatWasWrittenIsRead() throws Exception {
    String token = codec(NOW).write(claims(AGENT), UUID.randomUUID(), key);

    AccessClaims read = codec(NOW.plusSeconds(899)).read(token, ring);

    assertThat(read.subject()).isEqualTo(AGENT);
    assertThat(read.familyId()).isEqualTo(FAMILY);
    assertThat(read.issuedAt()).isEqualTo(NOW);
  }

  @Test
  void anExpiredTokenIsRefused() {
    String token = codec(NOW).write(claims(AGENT), UUID.randomUUID(), key);

    assertRefused(token, codec(NOW.plusSeconds(900)), ring);
  }

  @Test
  void aTokenOfAnotherKeyOfTheSameNameIsRefused() {
    String token = codec(NOW).write(claims(AGENT), UUID.randomUUID(), key("k1"));

    assertRefused(token, codec(NOW), ring);
  }

  @Test
  void aKeyThatVerifiesNoLongerVerifiesNothing() {
    SigningKey old =
        new SigningKey(
            "k1",
            key.publicKey(),
            key.privateKey(),
            key.publicJwk(),
            NOW.minusSeconds(100),
            NOW.minusSeconds(50),
            NOW);
    String token = codec(NOW).write(claims(AGENT), UUID.randomUUID(), old);

    assertRefused(token, codec(NOW), new KeyRing(List.of(old)));
  }

  @Test
  void algorithmNoneIsRefused() {
    String header = base64("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}");
    String body = codec(NOW).write(claims(AGENT), UUID.randomUUID(), key).split("\\.")[1];

    assertRefused(header + "." + body + ".", codec(NOW), ring);
  }

  @Test
  void aHashKeyedWithThePublicKeyIsRefused() throws Exception {
    PublicKey publicKey = key.publicKey();
    String token =
        signed(
            body -> {},
            signature -> {
              signature.setAlgorithmHeaderValue("HS256");
              signature.setKey(new SecretKeySpec(publicKey.getEncoded(), "HmacSHA256"));
            });

    assertRefused(token, codec(NOW), ring);
  }

  @Test
  void anotherTypeIssuerOrAudienceIsRefused() throws Exception {
    List<String> tokens =
        List.of(
            signed(body -> {}, signature -> signature.setHeader("typ", "JWT")),
            signed(body -> body.setIssuer("kefu-services"), signature -> {}),
            signed(body -> body.setAudience("kefu-internal"), signature -> {}),
            signed(body -> body.setAudience("kefu-api", "other"), signature -> {}),
            signed(body -> body.unsetClaim("exp"), signature -> {}),
            signed(body -> body.unsetClaim("tenant_id"), signature -> {}),
            signed(body -> body.setClaim("role", "God!"), signature -> {}),
            signed(body -> body.setClaim("sid", "not-a-uuid"), signature -> {}),
            signed(body -> body.unsetClaim("permissions"), signature -> {}));

    assertThat(tokens).allSatisfy(token -> assertRefused(token, codec(NOW), ring));
  }

  @Test
  void garbageIsRefused() {
    for (String token : List.of("", ".", "..", "a.b.c", "x".repeat(9000), "\0.\0.\0")) {
      assertRefused(token, codec(NOW), ring);
    }
  }

  private static void assertRefused(String token, AccessTokenCodec codec, KeyRing ring) {
    assertThatThrownBy(() -> codec.read(token, ring)).isInstanceOf(InvalidAccessToken.class);
  }

  private String signed(Consumer<JwtClaims> body, Consumer<JsonWebSignature> header)
      throws Exception {
    String good = codec(NOW).write(claims(AGENT), UUID.randomUUID(), key);
    JwtClaims claims =
        JwtClaims.parse(
            new String(
                Base64.getUrlDecoder().decode(good.split("\\.")[1]), StandardCharsets.UTF_8));
    body.accept(claims);
    JsonWebSignature signature = new JsonWebSignature();
    signature.setHeader("typ", "at+jwt");
    signature.setAlgorithmHeaderValue("ES256");
    signature.setKeyIdHeaderValue("k1");
    signature.setKey(key.privateKey());
    header.accept(signature);
    signature.setPayload(claims.toJson());
    return signature.getCompactSerialization();
  }

  private static AccessClaims claims(Subject subject) {
    return new AccessClaims(subject, FAMILY, NOW, NOW.plus(Duration.ofMinutes(15)));
  }

  private static AccessTokenCodec codec(Instant now) {
    return new AccessTokenCodec(Clock.fixed(now, ZoneOffset.UTC));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SigningKey key(String id) {
    try {
      EllipticCurveJsonWebKey pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      return new SigningKey(
          id,
          pair.getPublicKey(),
          pair.getPrivateKey(),
          pair.toJson(),
          NOW.minusSeconds(60),
          NOW.plus(Duration.ofDays(30)),
          NOW.plus(Duration.ofDays(31)));
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
