package io.kefu.gateway.auth;

import java.time.Instant;

/**
 * Tokens of a target that were issued before a time are withdrawn.
 *
 * @param tenantId tenant
 * @param scope what the target is
 * @param target agent id, user id, family id, api key id, or the tenant itself
 * @param notBefore tokens issued before are refused
 */
public record Revocation(String tenantId, Scope scope, String target, Instant notBefore) {

  /** What is withdrawn. */
  public enum Scope {
    /** Everyone of a tenant. */
    TENANT,
    /** An agent. */
    AGENT,
    /** A user. */
    USER,
    /** One login. */
    FAMILY,
    /** An API key. */
    API_KEY;

    String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Scope of(String wireName) {
      return valueOf(wireName.toUpperCase(java.util.Locale.ROOT));
    }

    static Scope of(SubjectKind kind) {
      return switch (kind) {
        case AGENT -> AGENT;
        case USER -> USER;
        case API_KEY -> API_KEY;
      };
    }
  }
}
