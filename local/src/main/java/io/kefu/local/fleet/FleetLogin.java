package io.kefu.local.fleet;

/**
 * Who may log in to the fleet.
 *
 * @param tenant tenant of user and agent
 * @param username first user, an admin
 * @param password generated
 * @param agentId the simulated agent
 * @param agentSecret generated
 */
public record FleetLogin(
    String tenant, String username, String password, String agentId, String agentSecret) {

  /** Tenant of the local run. */
  public static final String TENANT = "demo";

  /** First user of the local run. */
  public static final String USERNAME = "admin";

  /** Simulated agent of the local run. */
  public static final String AGENT_ID = "agent_001";

  /** Of the local run, with its generated secrets. */
  public static FleetLogin of(FleetSecrets secrets) {
    return new FleetLogin(
        TENANT, USERNAME, secrets.adminPassword(), AGENT_ID, secrets.agentSecret());
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "FleetLogin[tenant=" + tenant + ", username=" + username + ", agentId=" + agentId + "]";
  }
}
