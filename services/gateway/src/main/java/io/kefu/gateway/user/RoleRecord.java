package io.kefu.gateway.user;

import java.util.List;
import java.util.Map;

/**
 * A role that users can have.
 *
 * @param role name
 * @param description for people
 * @param permissions what it gives, sorted
 * @param builtIn whether it is the same in every tenant and cannot be changed
 * @param version grows with every change; 0 for a built-in one
 */
public record RoleRecord(
    String role, String description, List<String> permissions, boolean builtIn, long version) {

  Map<String, Object> audited() {
    return Map.of("description", description, "permissions", permissions);
  }
}
