package io.kefu.gateway.session;

import io.smallrye.mutiny.Uni;
import java.util.OptionalLong;

/** Which local rules the agents of a tenant ought to hold, for their welcome. */
public interface RulesVersions {

  /** The newest version as far as it is known; asks for it in the background when it is old. */
  OptionalLong known(String tenantId);

  /** Completes when the version is known, or cannot be within a moment; never fails. */
  Uni<Void> prepare(String tenantId);
}
