package io.kefu.gateway.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A named bundle of permissions (design.md §5). */
public enum Role {
  /** The program beside a WeChat client: its own messages, nothing else. */
  AGENT(Permission.READ_MESSAGE, Permission.WRITE_MESSAGE),
  /** Answers customers in the console. */
  OPERATOR(Permission.READ_MESSAGE, Permission.WRITE_MESSAGE, Permission.MANAGE_CUSTOMER),
  /** Leads operators: rules, knowledge, agents and figures as well. */
  SUPERVISOR(
      Permission.READ_MESSAGE,
      Permission.WRITE_MESSAGE,
      Permission.MANAGE_CUSTOMER,
      Permission.VIEW_STATS,
      Permission.MANAGE_KNOWLEDGE,
      Permission.MANAGE_RULES,
      Permission.MANAGE_AGENTS),
  /** Reads figures and conversations. */
  ANALYST(Permission.READ_MESSAGE, Permission.VIEW_STATS),
  /** Everything within the tenant. */
  ADMIN(Permission.ALL.toArray(String[]::new)),
  /** Manages tenants, and the users of the platform's own tenant; counts in that tenant alone. */
  PLATFORM_ADMIN(Permission.PLATFORM, Permission.ADMIN, Permission.VIEW_AUDIT);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{1,31}");

  private final Set<String> permissions;

  Role(String... permissions) {
    this.permissions = Set.of(permissions);
  }

  /** What it may do. */
  public Set<String> permissions() {
    return permissions;
  }

  /** Its name in tokens, tables and JSON: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a text may be the name of a role, built-in or a tenant's own. */
  public static boolean isName(String text) {
    return text != null && NAME.matcher(text).matches();
  }

  /** Reads a wire name; empty for one that is not a role. */
  public static Optional<Role> of(String wireName) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
  }
}
