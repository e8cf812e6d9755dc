package io.kefu.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a role gives in a tenant. Default-deny: a role that nobody knows gives nothing. */
@ApplicationScoped
public class Grants {

  private final PlatformConfig platform;

  /** Knows the platform's own tenant. */
  public Grants(PlatformConfig platform) {
    this.platform = platform;
  }

  /**
   * Permissions of a role.
   *
   * @param custom what the tenant's own role of this name gives; null when there is none
   */
  public Set<String> of(String tenantId, String role, String[] custom) {
    Optional<Role> builtIn = Role.of(role);
    if (builtIn.isPresent()) {
      return builtIn.get() == Role.PLATFORM_ADMIN && !platform.tenant().equals(tenantId)
          ? Set.of()
          : builtIn.get().permissions();
    }
    return custom == null
        ? Set.of()
        : Arrays.stream(custom)
            .filter(Permission.ALL::contains)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the tenant is the platform's own. */
  public boolean isPlatform(String tenantId) {
    return platform.tenant().equals(tenantId);
  }
}
