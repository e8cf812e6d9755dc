package io.kefu.gateway.enrolment;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.agent.PayloadKeys;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.AgentAccess;
import io.kefu.gateway.auth.Role;
import io.kefu.gateway.auth.SecretHashes;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.session.AgentKey;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Makes a program an agent by a code that an administrator reads out, so that nobody types a long
 * secret. A try is counted before the code is compared, in a transaction of its own; the code is
 * spent, the secret stored and the audit entry written in one. So a code is good once and has five
 * tries, however many replicas and callers there are.
 */
@ApplicationScoped
public class Enrolments {

  private static final Duration KEPT_AFTERWARDS = Duration.ofDays(1);
  private static final int MAX_MACHINE = 100;
  private static final String KIND = "agent";

  private static final String AGENT =
      "SELECT enabled FROM agents WHERE tenant_id = $1 AND agent_id = $2 FOR UPDATE";
  private static final String REPLACE =
      "DELETE FROM enrolment_codes WHERE tenant_id = $1 AND agent_id = $2 AND used_at IS NULL";
  private static final String STORE =
      "INSERT INTO enrolment_codes (tenant_id, locator, agent_id, verifier_hash, created_by,"
          + " created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
  // The one look across tenants: a program that enrols does not know its tenant yet.
  private static final String TRY =
      "UPDATE enrolment_codes SET attempts = attempts + 1 WHERE locator = $1 AND used_at IS NULL"
          + " AND expires_at > $2 AND attempts < $3 RETURNING tenant_id, agent_id, verifier_hash";
  private static final String SPEND =
      "UPDATE enrolment_codes SET used_at = $3 WHERE tenant_id = $1 AND locator = $2"
          + " AND used_at IS NULL";
  private static final String ENROL =
      "UPDATE agents SET secret_hash = $3, machine_name = $4, payload_key = $6,"
          + " version = version + 1, updated_at = $5 WHERE tenant_id = $1 AND agent_id = $2 AND enabled";
  private static final String PURGE = "DELETE FROM enrolment_codes WHERE expires_at < $1";

  /**
   * A code to read out; shown once.
   *
   * @param agentId whom it makes
   * @param code what to type
   * @param expiresAt until when
   */
  public record Offered(String agentId, String code, Instant expiresAt) {

    @Override
    public String toString() {
      return "Offered[" + agentId + "]";
    }
  }

  /**
   * What the program keeps; shown once.
   *
   * @param tenantId tenant
   * @param agentId who it is from now on
   * @param secretKey to log in with
   * @param payloadKey to seal payloads with, base64url
   */
  @Schema(name = "EnrolledAgent")
  public record Enrolled(String tenantId, String agentId, String secretKey, String payloadKey) {

    @Override
    public String toString() {
      return "Enrolled[" + agentId + "]";
    }
  }

  private record Candidate(String tenantId, String agentId, String verifierHash) {}

  private final TenantScope tenants;
  private final AgentAccess access;
  private final SecretHashes hashes;
  private final PayloadKeys payloadKeys;
  private final AuditLog audit;
  private final EnrolmentConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Enrolments(
      TenantScope tenants,
      AgentAccess access,
      SecretHashes hashes,
      PayloadKeys payloadKeys,
      AuditLog audit,
      EnrolmentConfig config,
      Clock clock) {
    this.tenants = tenants;
    this.access = access;
    this.hashes = hashes;
    this.payloadKeys = payloadKeys;
    this.audit = audit;
    this.config = config;
    this.clock = clock;
  }

  /** Offers a code for a registered agent; an earlier code of it is void. */
  public Uni<Offered> offer(AuditLog.Actor actor, String agentId) {
    if (agentId.indexOf('\0') >= 0) {
      throw new ProblemException(404, "agent_not_found", "There is no such agent.");
    }
    EnrolmentCode code = EnrolmentCode.fresh(random);
    String tenantId = actor.subject().tenantId();
    Instant now = clock.instant();
    Instant end = now.plus(config.codeLife());
    return hashes
        .hash(code.verifier())
        .flatMap(
            hash ->
                tenants.inTransaction(
                    tenantId,
                    connection ->
                        requireAgent(connection, tenantId, agentId)
                            .flatMap(
                                there ->
                                    connection
                                        .preparedQuery(REPLACE)
                                        .execute(Tuple.of(tenantId, agentId)))
                            .flatMap(
                                done ->
                                    connection
                                        .preparedQuery(STORE)
                                        .execute(
                                            Tuple.from(
                                                List.of(
                                                    tenantId,
                                                    code.locator(),
                                                    agentId,
                                                    hash,
                                                    actor.subject().id(),
                                                    utc(now),
                                                    utc(end)))))
                            .invoke(
                                rows -> {
                                  if (rows.rowCount() == 0) {
                                    // One locator in 810,000 is taken; the next will be free.
                                    throw new ProblemException(
                                        503, "try_again", "Try again.", Duration.ofSeconds(1));
                                  }
                                })
                            .flatMap(
                                rows ->
                                    audit.write(
                                        connection,
                                        actor,
                                        "agent.enrolment_offered",
                                        KIND,
                                        agentId,
                                        null,
                                        Map.of("expires_at", end.toString())))
                            .replaceWith(new Offered(agentId, code.text(), end))));
  }

  /** Makes the program that sends a code the agent it was made for. */
  public Uni<Enrolled> enrol(String typed, String machineName, String address) {
    if (machineName != null
        && (machineName.length() > MAX_MACHINE || machineName.indexOf('\0') >= 0)) {
      throw new ProblemException(
          400, "invalid_request", "machine_name must have at most " + MAX_MACHINE + " characters.");
    }
    Optional<EnrolmentCode> code = EnrolmentCode.parse(typed);
    if (code.isEmpty()) {
      return Uni.createFrom().failure(refused());
    }
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(TRY)
                    .execute(
                        Tuple.of(code.get().locator(), utc(clock.instant()), config.attempts())))
        .map(
            rows -> {
              var iterator = rows.iterator();
              return iterator.hasNext()
                  ? Optional.of(candidate(iterator.next()))
                  : Optional.<Candidate>empty();
            })
        .flatMap(
            found ->
                found
                    .map(one -> hashes.matches(code.get().verifier(), one.verifierHash()))
                    .orElseGet(() -> hashes.matchesNobody(code.get().verifier()))
                    .flatMap(
                        good ->
                            good
                                ? settle(found.get(), code.get(), machineName, address)
                                : Uni.createFrom().failure(refused())));
  }

  private Uni<Enrolled> settle(
      Candidate candidate, EnrolmentCode code, String machineName, String address) {
    String tenantId = candidate.tenantId();
    String agentId = candidate.agentId();
    AuditLog.Actor actor =
        new AuditLog.Actor(
            Subject.of(tenantId, SubjectKind.AGENT, agentId, agentId, Role.AGENT), address);
    PayloadKeys.NewKey payloadKey = payloadKeys.newKey(new AgentKey(tenantId, agentId));
    String machine = machineName == null ? "" : machineName;
    return access
        .newSecret()
        .flatMap(
            secret ->
                tenants.inTransaction(
                    tenantId,
                    connection ->
                        connection
                            .preparedQuery(SPEND)
                            .execute(Tuple.of(tenantId, code.locator(), utc(clock.instant())))
                            .invoke(rows -> requireOne(rows.rowCount()))
                            .flatMap(
                                rows ->
                                    connection
                                        .preparedQuery(ENROL)
                                        .execute(
                                            Tuple.of(
                                                tenantId,
                                                agentId,
                                                secret.hash(),
                                                machine,
                                                utc(clock.instant()),
                                                Buffer.buffer(payloadKey.sealed()))))
                            .invoke(rows -> requireOne(rows.rowCount()))
                            .flatMap(
                                rows -> access.withdraw(connection, tenantId, agentId, "enrolled"))
                            .flatMap(
                                done ->
                                    audit.write(
                                        connection,
                                        actor,
                                        "agent.enrolled",
                                        KIND,
                                        agentId,
                                        null,
                                        Map.of("machine_name", machine)))
                            .replaceWith(
                                new Enrolled(
                                    tenantId, agentId, secret.secret(), payloadKey.key()))))
        .call(access::afterWithdrawal);
  }

  @Scheduled(every = "1h", delayed = "9m")
  Uni<Void> purge() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(PURGE)
                    .execute(Tuple.of(utc(clock.instant().minus(KEPT_AFTERWARDS)))))
        .replaceWithVoid();
  }

  private static Uni<Void> requireAgent(SqlConnection connection, String tenantId, String agentId) {
    return connection
        .preparedQuery(AGENT)
        .execute(Tuple.of(tenantId, agentId))
        .invoke(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw new ProblemException(404, "agent_not_found", "There is no such agent.");
              }
              if (!iterator.next().getBoolean("enabled")) {
                throw new ProblemException(409, "agent_disabled", "Enable the agent first.");
              }
            })
        .replaceWithVoid();
  }

  private static void requireOne(int rows) {
    if (rows != 1) {
      throw refused();
    }
  }

  private static Candidate candidate(Row row) {
    return new Candidate(
        row.getString("tenant_id"), row.getString("agent_id"), row.getString("verifier_hash"));
  }

  private static ProblemException refused() {
    return new ProblemException(
        401, "code_refused", "The code is wrong, used or over; ask for another one.");
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
