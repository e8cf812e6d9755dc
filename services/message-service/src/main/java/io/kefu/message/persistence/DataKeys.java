package io.kefu.message.persistence;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The keys that seal sensitive columns (design.md §6): {@code kefu.message.data.keys}, in the
 * environment {@code KEFU_MESSAGE_DATA_KEYS}, written {@code id:base64url} and rotated by putting a
 * new one in front. Without keys nothing sensitive is stored at all.
 */
@ApplicationScoped
public class DataKeys {

  private final Optional<KeyRing> ring;

  /** Reads the keys; a malformed one stops the start. */
  public DataKeys(@ConfigProperty(name = "kefu.message.data.keys") Optional<String> keys) {
    this.ring =
        keys.filter(value -> !value.isBlank())
            .map(value -> KeyRing.parse("kefu.message.data.keys", value));
  }

  /** The keys; empty when none are set. */
  public Optional<KeyRing> ring() {
    return ring;
  }

  /**
   * The keys, for storing something sensitive.
   *
   * @throws ProblemException 409 when none are set
   */
  public KeyRing required() {
    return ring.orElseThrow(
        () ->
            new ProblemException(
                409,
                "data_keys_missing",
                "Set KEFU_MESSAGE_DATA_KEYS first; phone numbers are never stored unsealed."));
  }
}
