package io.kefu.agent.link;

import io.kefu.agent.frame.PayloadSeal;
import java.util.Base64;

/**
 * What this agent wants of sealed payloads.
 *
 * @param key the agent's key of {@link PayloadSeal#KEY_BYTES} bytes; never printed
 * @param required whether it would rather stay away than speak plainly
 */
public record SealingTerms(byte[] key, boolean required) {

  /**
   * Reads a key.
   *
   * @param base64Url as the console shows it
   * @throws IllegalArgumentException when it is not base64url of a key
   */
  public static SealingTerms of(String base64Url, boolean required) {
    byte[] key = Base64.getUrlDecoder().decode(base64Url.strip());
    if (key.length != PayloadSeal.KEY_BYTES) {
      throw new IllegalArgumentException("a payload key has " + PayloadSeal.KEY_BYTES + " bytes");
    }
    return new SealingTerms(key, required);
  }

  @Override
  public String toString() {
    return "SealingTerms[required=" + required + "]";
  }
}
