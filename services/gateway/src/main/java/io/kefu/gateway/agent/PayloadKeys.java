package io.kefu.gateway.agent;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.AgentAccess;
import io.kefu.gateway.auth.SecretSeal;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.PayloadKeySource;
import io.kefu.gateway.session.PayloadSeal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The keys that agents' payloads are sealed with: random, one an agent, shown once, and kept sealed
 * under the agent's name, so that a row copied to another agent is worth nothing. A key goes its
 * own way to the agent, never with a login: whoever reads the traffic behind a TLS-ending proxy
 * does not see it.
 */
@ApplicationScoped
public class PayloadKeys implements PayloadKeySource {

  private static final Logger LOG = Logger.getLogger(PayloadKeys.class);
  private static final String KIND = "agent";

  private static final String FIND =
      "SELECT payload_key FROM agents WHERE tenant_id = $1 AND agent_id = $2 AND enabled";
  private static final String STORE =
      "UPDATE agents SET payload_key = $3, version = version + 1, updated_at = $4"
          + " WHERE tenant_id = $1 AND agent_id = $2";

  private final TenantScope tenants;
  private final SecretSeal seal;
  private final AgentAccess access;
  private final AuditLog audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  PayloadKeys(
      TenantScope tenants, SecretSeal seal, AgentAccess access, AuditLog audit, Clock clock) {
    this.tenants = tenants;
    this.seal = seal;
    this.access = access;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A new key.
   *
   * @param key base64url, for the agent's configuration; shown once
   * @param sealed for the table
   */
  public record NewKey(String key, byte[] sealed) {

    @Override
    public String toString() {
      return "NewKey[]";
    }
  }

  /** Makes a key for this agent; the caller stores it. */
  public NewKey newKey(AgentKey agent) {
    byte[] key = new byte[PayloadSeal.KEY_BYTES];
    random.nextBytes(key);
    return new NewKey(
        Base64.getUrlEncoder().withoutPadding().encodeToString(key), seal.seal(key, label(agent)));
  }

  /** Gives an agent a new key and ends what it has open; the item is the key, shown this once. */
  public Uni<String> renew(AuditLog.Actor actor, String agentId) {
    String tenantId = actor.subject().tenantId();
    NewKey key = newKey(new AgentKey(tenantId, agentId));
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(STORE)
                    .execute(
                        Tuple.of(
                            tenantId,
                            agentId,
                            Buffer.buffer(key.sealed()),
                            clock.instant().atOffset(ZoneOffset.UTC)))
                    .invoke(
                        rows -> {
                          if (rows.rowCount() == 0) {
                            throw AgentAdministration.noAgent();
                          }
                        })
                    .flatMap(
                        done ->
                            access.withdraw(connection, tenantId, agentId, "payload_key_renewed"))
                    .flatMap(
                        done ->
                            audit.write(
                                connection,
                                actor,
                                "agent.payload_key_renewed",
                                KIND,
                                agentId,
                                null,
                                Map.of())))
        .flatMap(done -> access.afterWithdrawal())
        .replaceWith(key.key());
  }

  @Override
  public Uni<Optional<byte[]>> payloadKey(AgentKey agent) {
    return tenants
        .inTransaction(
            agent.tenantId(),
            connection ->
                connection.preparedQuery(FIND).execute(Tuple.of(agent.tenantId(), agent.agentId())))
        .map(
            rows -> {
              var iterator = rows.iterator();
              var sealed = iterator.hasNext() ? iterator.next().getBuffer("payload_key") : null;
              return Optional.ofNullable(sealed).flatMap(bytes -> open(agent, bytes.getBytes()));
            });
  }

  private Optional<byte[]> open(AgentKey agent, byte[] sealed) {
    try {
      return Optional.of(seal.open(sealed, label(agent)));
    } catch (IllegalStateException e) {
      LOG.errorf(
          "payload key does not open, give the agent a new one: agent=%s", agent.toRecordKey());
      return Optional.empty();
    }
  }

  private static String label(AgentKey agent) {
    return "payload-key|" + agent.toRecordKey();
  }
}
