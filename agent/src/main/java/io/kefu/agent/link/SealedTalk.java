package io.kefu.agent.link;

import io.kefu.agent.frame.FrameReader;
import io.kefu.agent.frame.FrameWriter;
import io.kefu.agent.frame.PayloadSeal;
import io.kefu.agent.frame.Sealing;
import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.log.Log;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Whether one session's payloads are sealed: offered in the first hello, settled by the first
 * welcome. Called by the link's loop alone.
 */
final class SealedTalk {

  private static final Log LOG = Log.of(SealedTalk.class);

  private final Optional<SealingTerms> terms;
  private final String agentId;
  private final SecureRandom random = new SecureRandom();
  private final byte[] salt = new byte[PayloadSeal.SALT_BYTES];
  private Optional<PayloadSeal> seal = Optional.empty();

  SealedTalk(Optional<SealingTerms> terms, String agentId) {
    this.terms = terms;
    this.agentId = agentId;
    random.nextBytes(salt);
  }

  /** What the first hello offers. */
  Optional<Sealing> offer() {
    return terms.map(
        own ->
            new Sealing(
                PayloadSeal.keyId(own.key()),
                Base64.getUrlEncoder().withoutPadding().encodeToString(salt)));
  }

  /** Reads a frame of the gateway. */
  ServerFrame read(String text) throws BadJson, PayloadSeal.Broken {
    return seal.isEmpty() ? FrameReader.read(text) : FrameReader.read(text, seal.get());
  }

  /**
   * The writer for everything after the first welcome; empty when this agent must not go on
   * plainly.
   */
  Optional<FrameWriter> settle(Optional<Sealing> answer, FrameWriter plain) {
    if (terms.isPresent() && answer.isPresent()) {
      byte[] theirs = salt(answer.get());
      if (theirs.length == PayloadSeal.SALT_BYTES
          && PayloadSeal.keyId(terms.get().key()).equals(answer.get().keyId())) {
        seal = Optional.of(new PayloadSeal(terms.get().key(), agentId, salt, theirs, random));
        return Optional.of(plain.sealed(seal.get()));
      }
      LOG.error("link.sealing_not_understood", "key_id", answer.get().keyId());
      return Optional.empty();
    }
    if (terms.isPresent()) {
      boolean goOn = !terms.get().required();
      LOG.warn(
          goOn ? "link.not_sealed" : "link.sealing_refused",
          "key_id",
          PayloadSeal.keyId(terms.get().key()),
          "do",
          "the gateway does not seal with this key: give this agent the newest payload key");
      return goOn ? Optional.of(plain) : Optional.empty();
    }
    return Optional.of(plain);
  }

  private static byte[] salt(Sealing answer) {
    try {
      return Base64.getUrlDecoder().decode(answer.salt());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
