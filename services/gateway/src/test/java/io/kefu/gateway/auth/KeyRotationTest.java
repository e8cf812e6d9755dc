package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two replicas and a clock that runs ahead, on the real table of keys. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class KeyRotationTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final class Time extends Clock {
    private volatile Instant now = Clock.systemUTC().instant();

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Inject TenantScope tenants;
  @Inject TokenKeysConfig config;
  @Inject AuthConfig auth;
  @Inject Identity ids;

  @Test
  void aRotationIsAnnouncedOldTokensVerifyUntilTheyExpireAndTheOldKeyLeaves() throws Exception {
    Time time = new Time();
    SigningKeys one = new SigningKeys(tenants, config, auth, time, ids);
    SigningKeys two = new SigningKeys(tenants, config, auth, time, ids);
    AccessTokenCodec codec = new AccessTokenCodec(time);
    look(one, two);
    SigningKey old = one.ring().signer(time.now).orElseThrow();

    // Both replicas see that the key is about to end; one makes its successor.
    time.now = old.signsUntil().minus(config.announce().multipliedBy(2)).plusSeconds(1);
    look(one, two);
    look(one, two);
    assertThat(one.jwks()).isEqualTo(two.jwks()).contains(old.keyId());
    assertThat(one.ring().signer(time.now).orElseThrow().keyId()).isEqualTo(old.keyId());

    // Its last token, signed on one replica, is good on the other under the next key.
    time.now = old.signsUntil().minusSeconds(1);
    String token = codec.write(claims(time.now), UUID.randomUUID(), old);
    time.now = old.signsUntil().plusSeconds(1);
    SigningKey next = two.ring().signer(time.now).orElseThrow();
    assertThat(next.keyId()).isNotEqualTo(old.keyId());
    assertThat(one.ring().signer(time.now).orElseThrow().keyId()).isEqualTo(next.keyId());
    assertThat(codec.read(token, two.ring()).subject().id()).isEqualTo("agent_001");

    // When it has expired, the old key is gone from the set and verifies nothing.
    time.now = old.verifiesUntil().plusSeconds(1);
    look(one, two);
    assertThat(two.jwks()).doesNotContain(old.keyId()).contains(next.keyId());
    String late = codec.write(claims(time.now), UUID.randomUUID(), old);
    assertThatThrownBy(() -> codec.read(late, two.ring()))
        .isInstanceOf(InvalidAccessToken.class)
        .hasMessageContaining("key is not known");
  }

  private AccessClaims claims(Instant now) {
    return new AccessClaims(
        Subject.of("acme", SubjectKind.AGENT, "agent_001", "agent_001", Role.AGENT),
        UUID.randomUUID(),
        now,
        now.plus(auth.accessTokenLifetime()));
  }

  /** Both at once, as replicas do. */
  private static void look(SigningKeys one, SigningKeys two) {
    Uni.combine().all().unis(one.poll(), two.poll()).discardItems().await().atMost(LIMIT);
  }
}
