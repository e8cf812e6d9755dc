package io.kefu.local.fleet;

import io.kefu.local.backends.SecretFile;
import java.nio.file.Path;

/**
 * The secrets of one installation, generated on first use and kept in {@code .kefu/secrets}.
 *
 * @param serviceToken key by which services know each other, base64url of 32 bytes
 * @param tokenKeys seals the gateway's signing keys, base64url of 32 bytes
 * @param adminPassword of the first user
 * @param agentSecret of the simulated agent
 * @param messageDataKey seals what is sensitive in message-service's tables, base64url of 32 bytes
 * @param erpDataKey seals what is sensitive in erp-sync's tables, base64url of 32 bytes
 * @param erpPassword of the simulated ERP
 */
public record FleetSecrets(
    String serviceToken,
    String tokenKeys,
    String adminPassword,
    String agentSecret,
    String messageDataKey,
    String erpDataKey,
    String erpPassword) {

  /** Reads them, making what is missing. */
  public static FleetSecrets in(Path file) {
    var secrets = SecretFile.open(file);
    return new FleetSecrets(
        secrets.get("service-token"),
        secrets.get("token-keys"),
        secrets.get("admin-password"),
        secrets.get("agent-secret"),
        secrets.get("message-data-key"),
        secrets.get("erp-data-key"),
        secrets.get("erp-password"));
  }

  /** Names nothing. */
  @Override
  public String toString() {
    return "FleetSecrets[…]";
  }
}
