package io.kefu.local.fleet;

import io.kefu.local.backends.EmbeddedBackends;
import io.kefu.local.backends.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment by which a service learns its place in the fleet.
 *
 * @param kafka bootstrap servers
 * @param reactiveUrl PostgreSQL for the services' own client
 * @param jdbcUrl PostgreSQL for Flyway
 * @param redis address with password
 * @param databaseUsers user of each schema
 * @param databasePasswords password of each schema's user
 * @param ports where everybody listens
 * @param gatewayHost address that the gateway listens on
 * @param secrets of this installation
 */
record ServiceEnvironment(
    String kafka,
    String reactiveUrl,
    String jdbcUrl,
    String redis,
    Map<String, String> databaseUsers,
    Map<String, String> databasePasswords,
    FleetPorts ports,
    String gatewayHost,
    FleetSecrets secrets) {

  /** On running back ends. */
  static ServiceEnvironment of(
      EmbeddedBackends backends, FleetPorts ports, String gatewayHost, FleetSecrets secrets) {
    PostgresServer postgres = backends.postgres();
    var users = new HashMap<String, String>();
    var passwords = new HashMap<String, String>();
    for (String schema : PostgresServer.SCHEMAS) {
      users.put(schema, postgres.role(schema).user());
      passwords.put(schema, postgres.role(schema).password());
    }
    return new ServiceEnvironment(
        backends.kafka().bootstrapServers(),
        postgres.reactiveUrl(),
        postgres.jdbcUrl(),
        backends.redis().uri(),
        users,
        passwords,
        ports,
        gatewayHost,
        secrets);
  }

  /** For one instance of a service that listens on the port and keeps files in the folder. */
  Map<String, String> of(ServiceName service, int port, Path folder) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("QUARKUS_HTTP_HOST", service == ServiceName.GATEWAY ? gatewayHost : "127.0.0.1");
    variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    variables.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
    variables.put("QUARKUS_DATASOURCE_REACTIVE_URL", reactiveUrl);
    variables.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
    variables.put("QUARKUS_DATASOURCE_USERNAME", databaseUsers.get(service.schema()));
    variables.put("QUARKUS_DATASOURCE_PASSWORD", databasePasswords.get(service.schema()));
    variables.put("QUARKUS_REDIS_HOSTS", redis);
    variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
    variables.put("KEFU_SERVICE_TOKEN_SECRET", secrets.serviceToken());
    if (service == ServiceName.RAG_SERVICE) {
      // One index a replica: the folder is the instance's own.
      variables.put("KEFU_RAG_INDEX_DIR", folder.resolve("index").toString());
    }
    if (service == ServiceName.ERP_SYNC) {
      variables.put("KEFU_ERP_DATA_KEYS", "local:" + secrets.erpDataKey());
    }
    if (service == ServiceName.MESSAGE_SERVICE) {
      variables.put("KEFU_MESSAGE_DATA_KEYS", "local:" + secrets.messageDataKey());
    }
    for (ServiceName neighbour : ServiceName.values()) {
      variables.put(neighbour.urlVariable(), "http://127.0.0.1:" + ports.of(neighbour));
    }
    if (service == ServiceName.GATEWAY) {
      // Replicas share it.
      variables.put("KEFU_FILE_FOLDER_PATH", folder.resolveSibling("gateway-files").toString());
      // An open WebSocket counts as a request in flight: do not let it hold up a Ctrl+C.
      variables.put("QUARKUS_SHUTDOWN_TIMEOUT", "2s");
      variables.put("KEFU_TOKEN_KEYS_SECRET", secrets.tokenKeys());
      // Every agent, operator and load generator of a local run is one address and often one user.
      variables.put("KEFU_LIMIT_LOGIN_BURST", "20000");
      variables.put("KEFU_LIMIT_ADDRESS_BURST", "50000");
      variables.put("KEFU_LIMIT_SUBJECT_BURST", "20000");
      variables.put("KEFU_BOOTSTRAP_TENANT", FleetLogin.TENANT);
      variables.put("KEFU_BOOTSTRAP_ADMIN_USERNAME", FleetLogin.USERNAME);
      variables.put("KEFU_BOOTSTRAP_ADMIN_PASSWORD", secrets.adminPassword());
      variables.put("KEFU_BOOTSTRAP_AGENT_ID", FleetLogin.AGENT_ID);
      variables.put("KEFU_BOOTSTRAP_AGENT_SECRET", secrets.agentSecret());
    }
    return variables;
  }

  /** For the simulated agent. */
  Map<String, String> ofAgent(Path folder) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("KEFU_AGENT_GATEWAY_URL", "http://127.0.0.1:" + ports.of(ServiceName.GATEWAY));
    variables.put("KEFU_AGENT_ID", FleetLogin.AGENT_ID);
    variables.put("KEFU_AGENT_SECRET", secrets.agentSecret());
    variables.put("KEFU_AGENT_HOME", folder.toString());
    variables.put("KEFU_AGENT_DRIVER", "simulated");
    variables.put("KEFU_AGENT_SIMULATED_PORT", Integer.toString(ports.of(FleetPorts.AGENT)));
    return variables;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "ServiceEnvironment[kafka=" + kafka + ", postgres=" + reactiveUrl + "]";
  }
}
