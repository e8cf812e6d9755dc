package io.kefu.gateway.session;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Where the keys are that agents' payloads are sealed with. */
@FunctionalInterface
public interface PayloadKeySource {

  /** The agent's key of {@link PayloadSeal#KEY_BYTES} bytes; empty while it has none. */
  Uni<Optional<byte[]>> payloadKey(AgentKey agent);
}
