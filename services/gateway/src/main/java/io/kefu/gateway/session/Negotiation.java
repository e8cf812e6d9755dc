package io.kefu.gateway.session;

import io.kefu.contracts.frame.Sealing;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Takes up an agent's offer to seal payloads, or not. Thread-safe. */
@Singleton
class Negotiation {

  private static final Logger LOG = Logger.getLogger(Negotiation.class);

  /** How it ended. */
  sealed interface Result {

    /** Payloads are sealed from the next frame on. */
    record Agreed(PayloadSeal seal, Sealing answer) implements Result {}

    /** Payloads stay plain. */
    record Plain() implements Result {}

    /** This agent is not let in without sealing. */
    record Refused(String detail) implements Result {}
  }

  private final SealingPolicy policy;
  private final PayloadKeySource keys;
  private final SecureRandom random = new SecureRandom();

  @Inject
  Negotiation(SessionConfig config, PayloadKeySource keys) {
    this(config.sealing(), keys);
  }

  Negotiation(SealingPolicy policy, PayloadKeySource keys) {
    this.policy = policy;
    this.keys = keys;
  }

  /** The answer to a first hello, where no key has to be looked for. */
  Optional<Result> atOnce(Optional<Sealing> offer) {
    if (policy == SealingPolicy.OFF) {
      return Optional.of(new Result.Plain());
    }
    return offer.map(Sealing::enc).filter(Sealing.A256GCM::equals).isPresent()
        ? Optional.empty()
        : Optional.of(unsealed("Offer sealing with " + Sealing.A256GCM + " in hello."));
  }

  /** The answer to an offer; fails when the key cannot be read now. */
  Uni<Result> answer(AgentKey agent, Sealing offer) {
    return keys.payloadKey(agent).map(key -> answer(agent, offer, key));
  }

  private Result answer(AgentKey agent, Sealing offer, Optional<byte[]> key) {
    if (key.isEmpty() || !PayloadSeal.keyId(key.get()).equals(offer.keyId())) {
      LOG.warnf(
          "agent offers a payload key that is not its own here: agent=%s key_id=%s",
          agent.toRecordKey(), offer.keyId());
      return unsealed("The payload key is not this agent's; give it the newest one.");
    }
    byte[] salt = new byte[PayloadSeal.SALT_BYTES];
    random.nextBytes(salt);
    return new Result.Agreed(
        PayloadSeal.ofServer(
            key.get(), agent.agentId(), Base64.getUrlDecoder().decode(offer.salt()), salt, random),
        new Sealing(
            Sealing.A256GCM,
            offer.keyId(),
            Base64.getUrlEncoder().withoutPadding().encodeToString(salt)));
  }

  private Result unsealed(String otherwise) {
    return policy == SealingPolicy.REQUIRED ? new Result.Refused(otherwise) : new Result.Plain();
  }
}
