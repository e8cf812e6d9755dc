package io.kefu.gateway.auth;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The revocations a replica knows at one moment; immutable, swapped as a whole. */
final class RevocationList {

  static final RevocationList EMPTY = new RevocationList(List.of());

  private record Key(String tenantId, Revocation.Scope scope, String target) {}

  private final Map<Key, Instant> notBefore;

  RevocationList(List<Revocation> revocations) {
    this.notBefore =
        revocations.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    entry -> new Key(entry.tenantId(), entry.scope(), entry.target()),
                    Revocation::notBefore,
                    (one, other) -> one.isAfter(other) ? one : other));
  }

  boolean revokes(AccessClaims claims) {
    Subject subject = claims.subject();
    return before(subject.tenantId(), Revocation.Scope.TENANT, subject.tenantId(), claims)
        || before(subject.tenantId(), Revocation.Scope.of(subject.kind()), subject.id(), claims)
        || before(
            subject.tenantId(), Revocation.Scope.FAMILY, claims.familyId().toString(), claims);
  }

  private boolean before(
      String tenantId, Revocation.Scope scope, String target, AccessClaims claims) {
    Instant bound = notBefore.get(new Key(tenantId, scope, target));
    return bound != null && claims.issuedAt().isBefore(bound);
  }
}
