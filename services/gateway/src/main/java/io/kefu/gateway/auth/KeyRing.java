package io.kefu.gateway.auth;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys a replica knows at one moment; immutable, swapped as a whole. */
final class KeyRing {

  static final KeyRing EMPTY = new KeyRing(List.of());

  private final Map<String, SigningKey> byId;

  KeyRing(List<SigningKey> keys) {
    this.byId =
        keys.stream().collect(Collectors.toUnmodifiableMap(SigningKey::keyId, Function.identity()));
  }

  /** The key that signs now: the one that began last, so that a rotation takes effect. */
  Optional<SigningKey> signer(Instant now) {
    return byId.values().stream()
        .filter(key -> key.signsAt(now))
        .max(Comparator.comparing(SigningKey::signsFrom).thenComparing(SigningKey::keyId));
  }

  Optional<SigningKey> verifier(String keyId, Instant now) {
    return keyId == null
        ? Optional.empty()
        : Optional.ofNullable(byId.get(keyId)).filter(key -> key.verifiesAt(now));
  }

  /** What the public may know: every key that verifies now or soon. */
  List<String> publicJwks(Instant now) {
    return byId.values().stream()
        .filter(key -> key.verifiesAt(now))
        .sorted(Comparator.comparing(SigningKey::signsFrom))
        .map(SigningKey::publicJwk)
        .toList();
  }

  /** When the newest key stops signing; empty when there is none. */
  Optional<Instant> lastsUntil() {
    return byId.values().stream().map(SigningKey::signsUntil).max(Comparator.naturalOrder());
  }
}
