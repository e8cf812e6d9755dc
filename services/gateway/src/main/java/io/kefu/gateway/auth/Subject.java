package io.kefu.gateway.auth;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * Who is in: one agent, one user or one API key of one tenant.
 *
 * @param tenantId tenant that everything it does is confined to
 * @param kind what it is
 * @param id agent id, or the UUID of the user or key
 * @param name for people: the agent id, or the username
 * @param role name of a bundle of permissions, built-in or the tenant's own
 * @param permissions what it may do
 */
public record Subject(
    String tenantId,
    SubjectKind kind,
    String id,
    String name,
    String role,
    Set<String> permissions) {

  /** Checks that every value is there. */
  public Subject {
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(kind, "kind");
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(role, "role");
    permissions = Set.copyOf(permissions);
  }

  /** A subject with what its built-in role gives. */
  public static Subject of(String tenantId, SubjectKind kind, String id, String name, Role role) {
    return new Subject(tenantId, kind, id, name, role.wireName(), role.permissions());
  }

  /** How it is named in other services' audit trails. */
  public String actor() {
    return kind.wireName() + ":" + id;
  }
}
