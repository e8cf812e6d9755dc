package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.frame.Sealing;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who seals with whom. */
class NegotiationTest {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final AgentKey AGENT = new AgentKey("acme", "agent_001");
  private static final Sealing OFFER =
      new Sealing(Sealing.A256GCM, PayloadSeal.keyId(KEY), "AAECAwQFBgcICQoLDA0ODw");

  @Test
  void anOfferWithTheRightKeyIsTakenUpWithAFreshSalt() {
    Negotiation.Result first = answer(SealingPolicy.OPTIONAL, KEY, OFFER);
    Negotiation.Result second = answer(SealingPolicy.REQUIRED, KEY, OFFER);

    assertThat(first).isInstanceOf(Negotiation.Result.Agreed.class);
    assertThat(second).isInstanceOf(Negotiation.Result.Agreed.class);
    Sealing one = ((Negotiation.Result.Agreed) first).answer();
    Sealing other = ((Negotiation.Result.Agreed) second).answer();
    assertThat(one.salt()).hasSize(22).isNotEqualTo(other.salt()).isNotEqualTo(OFFER.salt());
    assertThat(one.keyId()).isEqualTo(OFFER.keyId());
  }

  @Test
  void withoutTheRightKeyItIsPlainOrNotAtAll() {
    Sealing another = new Sealing(Sealing.A256GCM, "0000000000000000", OFFER.salt());

    assertThat(answer(SealingPolicy.OPTIONAL, null, OFFER))
        .isEqualTo(new Negotiation.Result.Plain());
    assertThat(answer(SealingPolicy.OPTIONAL, KEY, another))
        .isEqualTo(new Negotiation.Result.Plain());
    assertThat(answer(SealingPolicy.REQUIRED, null, OFFER))
        .isInstanceOf(Negotiation.Result.Refused.class);
    assertThat(answer(SealingPolicy.REQUIRED, KEY, another))
        .isInstanceOf(Negotiation.Result.Refused.class);
  }

  @Test
  void anAgentWithoutSealingComesInUnlessItIsRequired() {
    Sealing later = new Sealing("A256GCM-SIV", OFFER.keyId(), OFFER.salt());

    assertThat(atOnce(SealingPolicy.OPTIONAL, null)).contains(new Negotiation.Result.Plain());
    assertThat(atOnce(SealingPolicy.OPTIONAL, later)).contains(new Negotiation.Result.Plain());
    assertThat(atOnce(SealingPolicy.OPTIONAL, OFFER)).isEmpty();
    assertThat(atOnce(SealingPolicy.OFF, OFFER)).contains(new Negotiation.Result.Plain());
    assertThat(atOnce(SealingPolicy.REQUIRED, null).orElseThrow())
        .isInstanceOf(Negotiation.Result.Refused.class);
    assertThat(atOnce(SealingPolicy.REQUIRED, later).orElseThrow())
        .isInstanceOf(Negotiation.Result.Refused.class);
  }

  private static Optional<Negotiation.Result> atOnce(SealingPolicy policy, Sealing offer) {
    return negotiation(policy, KEY).atOnce(Optional.ofNullable(offer));
  }

  private static Negotiation.Result answer(SealingPolicy policy, byte[] key, Sealing offer) {
    return negotiation(policy, key).answer(AGENT, offer).await().indefinitely();
  }

  private static Negotiation negotiation(SealingPolicy policy, byte[] key) {
    return new Negotiation(policy, agent -> Uni.createFrom().item(Optional.ofNullable(key)));
  }
}
