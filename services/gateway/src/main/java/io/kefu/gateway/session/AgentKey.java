package io.kefu.gateway.session;

/**
 * One agent among all tenants'.
 *
 * @param tenantId tenant
 * @param agentId agent
 */
public record AgentKey(String tenantId, String agentId) {

  /** Record key of its events: {@code tenant/agent}. */
  public String toRecordKey() {
    return tenantId + '/' + agentId;
  }
}
