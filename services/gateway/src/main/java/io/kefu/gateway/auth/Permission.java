package io.kefu.gateway.auth;

import java.util.Set;

/** What a token may be good for (design.md §5); endpoints name one of these or answer nobody. */
public final class Permission {

  /** See messages, conversations and customers. */
  public static final String READ_MESSAGE = "read:message";

  /** Hand in messages and write to customers. */
  public static final String WRITE_MESSAGE = "write:message";

  /** Change customers. */
  public static final String MANAGE_CUSTOMER = "manage:customer";

  /** See statistics. */
  public static final String VIEW_STATS = "view:stats";

  /** See and change the knowledge base. */
  public static final String MANAGE_KNOWLEDGE = "manage:knowledge";

  /** See and change rules. */
  public static final String MANAGE_RULES = "manage:rules";

  /** Create, pause and command agents. */
  public static final String MANAGE_AGENTS = "manage:agents";

  /** Read the audit log. */
  public static final String VIEW_AUDIT = "view:audit";

  /** Manage users and the tenant itself. */
  public static final String ADMIN = "admin";

  /**
   * Manage the installation's tenants. Not one of {@link #ALL}: no tenant can give it, and it
   * counts in the platform's own tenant alone.
   */
  public static final String PLATFORM = "platform";

  /** Every permission that a tenant can give. */
  public static final Set<String> ALL =
      Set.of(
          READ_MESSAGE,
          WRITE_MESSAGE,
          MANAGE_CUSTOMER,
          VIEW_STATS,
          MANAGE_KNOWLEDGE,
          MANAGE_RULES,
          MANAGE_AGENTS,
          VIEW_AUDIT,
          ADMIN);

  private Permission() {}
}
