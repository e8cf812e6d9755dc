package io.kefu.erp.push;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.alert.SyncCounts;
import io.kefu.erp.conflict.DecisionLog;
import io.kefu.erp.conflict.ThreeWay.Winner;
import io.kefu.erp.customer.CustomerProfile;
import io.kefu.erp.privacy.SensitiveFields;
import io.kefu.erp.push.CustomerSync.Result;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Claims customers that are due and stores how their sync ended. */
@ApplicationScoped
public class SyncStore {

  private static final String CLAIM =
      """
      UPDATE customer AS c SET leased_until = $3, leased_by = $4
      WHERE c.tenant_id = $1 AND c.customer_id IN (
        SELECT d.customer_id FROM customer AS d
        WHERE d.tenant_id = $1 AND d.push_state = 'PENDING' AND d.next_attempt_at <= $2
          AND (d.leased_until IS NULL OR d.leased_until < $2)
          AND NOT EXISTS (SELECT 1 FROM tenant_sync WHERE tenant_id = $1 AND kill_switch)
        ORDER BY d.next_attempt_at LIMIT $5 FOR UPDATE SKIP LOCKED)
      RETURNING c.customer_id, c.change_seq, c.fields, c.causes, c.attempts, c.erp_id, c.agreed,
        (SELECT jsonb_object_agg(p.field, p.winner) FROM person_decision AS p
         WHERE p.tenant_id = c.tenant_id AND p.customer_id = c.customer_id) AS decided
      """;
  private static final String RENEW =
      """
      UPDATE customer SET leased_until = $4
      WHERE tenant_id = $1 AND customer_id = $2 AND leased_by = $3 AND leased_until > $5
        AND NOT EXISTS (SELECT 1 FROM tenant_sync WHERE tenant_id = $1 AND kill_switch)
      """;
  private static final String DONE =
      """
      UPDATE customer SET leased_until = NULL, leased_by = NULL, attempts = 0, last_error = NULL,
        push_state = CASE WHEN change_seq = $4 THEN 'IDLE' ELSE 'PENDING' END,
        causes = CASE WHEN change_seq = $4 THEN '{}' ELSE causes END,
        pending_since = CASE WHEN change_seq = $4 THEN NULL ELSE pending_since END,
        next_attempt_at = CASE WHEN change_seq = $4 THEN NULL ELSE next_attempt_at END,
        push_rule = $5, push_score = $6, erp_id = coalesce($7, erp_id), agreed = $8,
        linked_by = CASE WHEN $7 IS NULL OR linked_by IS NOT NULL THEN linked_by ELSE 'NUMBER' END,
        phone_print = coalesce($11, phone_print), wechat_print = coalesce($12, wechat_print),
        pushed_at = coalesce($9, pushed_at), fields = fields || $10,
        erp_version = erp_version + CASE WHEN $10 = '{}'::jsonb THEN 0 ELSE 1 END
      WHERE tenant_id = $1 AND customer_id = $2 AND leased_by = $3
      RETURNING erp_version
      """;
  private static final String FAILED =
      """
      UPDATE customer SET leased_until = NULL, leased_by = NULL, last_error = $4, attempts = $5,
        next_attempt_at = $6, push_state = $7
      WHERE tenant_id = $1 AND customer_id = $2 AND leased_by = $3
      """;
  private static final String RELEASE =
      """
      UPDATE customer SET leased_until = NULL, leased_by = NULL
      WHERE tenant_id = $1 AND customer_id = $2 AND leased_by = $3
      """;
  private static final String TENANT_UP =
      """
      INSERT INTO tenant_sync (tenant_id, connection, last_push_at) VALUES ($1, 'UP', $2)
      ON CONFLICT (tenant_id) DO UPDATE SET connection = 'UP', last_push_at = EXCLUDED.last_push_at
      """;
  private static final String TENANT_DOWN =
      """
      INSERT INTO tenant_sync (tenant_id, connection, last_error, last_error_at)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (tenant_id) DO UPDATE SET connection = EXCLUDED.connection,
        last_error = EXCLUDED.last_error, last_error_at = EXCLUDED.last_error_at
      """;
  private static final String TELL =
      """
      INSERT INTO from_erp_event (tenant_id, event_id, customer_id, version, fields, occurred_at,
        sealed_with)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """;

  private final TenantScope tenants;
  private final DecisionLog decisions;
  private final SensitiveFields sensitive;
  private final ErpConfig config;
  private final Identity ids;
  private final Clock clock;
  private final String worker;

  /** Uses the service's own pool; names this process in its leases. */
  public SyncStore(
      TenantScope tenants,
      DecisionLog decisions,
      SensitiveFields sensitive,
      ErpConfig config,
      Identity ids,
      Clock clock) {
    this.sensitive = sensitive;
    this.tenants = tenants;
    this.decisions = decisions;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
    this.worker = ids.next().toString();
  }

  /** Takes customers that are due, oldest first; none while the kill switch is thrown. */
  public Uni<List<Claim>> claim(String tenantId) {
    Instant now = clock.instant();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(CLAIM)
                .execute(
                    Tuple.of(
                        tenantId,
                        utc(now),
                        utc(now.plus(config.push().lease())),
                        worker,
                        config.push().batch()))
                .map(
                    rows -> {
                      List<Claim> claims = new ArrayList<>();
                      rows.forEach(row -> claims.add(claim(tenantId, row)));
                      return claims;
                    }));
  }

  /** Renews a lease; false when it was lost or the kill switch is thrown. */
  public Uni<Boolean> renew(Claim claim) {
    Instant now = clock.instant();
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(RENEW)
                .execute(
                    Tuple.of(
                        claim.tenantId(),
                        claim.customerId(),
                        worker,
                        utc(now.plus(config.push().lease())),
                        utc(now)))
                .map(rows -> rows.rowCount() == 1));
  }

  /** Both sides agree: stores the agreement, the decisions, and what others must hear of it. */
  public Uni<Void> synced(Claim claim, Result.Synced result) {
    Instant now = clock.instant();
    Map<String, Object> taken = new CustomerProfile(claim.fields()).taking(result.outcome().toUs());
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(DONE)
                .execute(
                    Tuple.tuple(
                        listOf(
                            claim.tenantId(),
                            claim.customerId(),
                            worker,
                            claim.changeSeq(),
                            result.verdict().rule(),
                            result.verdict().score(),
                            result.erpId(),
                            sealed(claim, result.outcome().agreed()),
                            utc(now),
                            sealed(claim, taken),
                            sensitive.phonePrint(claim.tenantId(), taken.get("phone")).orElse(null),
                            sensitive
                                .wechatPrint(claim.tenantId(), taken.get("wechat_id"))
                                .orElse(null))))
                .flatMap(
                    rows -> {
                      if (rows.rowCount() == 0) {
                        // The lease was lost meanwhile: its new holder will find the same.
                        return Uni.createFrom().voidItem();
                      }
                      long version = rows.iterator().next().getLong("erp_version");
                      return decisions
                          .record(
                              connection,
                              claim.tenantId(),
                              claim.customerId(),
                              result.outcome().decisions(),
                              claim.decided().keySet(),
                              now)
                          .chain(() -> tell(connection, claim, version, taken, now))
                          .chain(() -> SyncCounts.count(connection, claim.tenantId(), true, now))
                          .chain(
                              () ->
                                  connection
                                      .preparedQuery(TENANT_UP)
                                      .execute(Tuple.of(claim.tenantId(), utc(now))))
                          .replaceWithVoid();
                    }));
  }

  private Uni<Void> tell(
      SqlConnection connection, Claim claim, long version, Map<String, Object> taken, Instant now) {
    if (taken.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(TELL)
        .execute(
            Tuple.from(
                listOf(
                    claim.tenantId(),
                    ids.next(),
                    claim.customerId(),
                    version,
                    sealed(claim, taken),
                    utc(now),
                    sensitive.keyId())))
        .replaceWithVoid();
  }

  /** The rules keep the customer out. */
  public Uni<Void> skipped(Claim claim, PushRules.Verdict verdict) {
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(DONE)
                .execute(
                    Tuple.tuple(
                        listOf(
                            claim.tenantId(),
                            claim.customerId(),
                            worker,
                            claim.changeSeq(),
                            verdict.rule(),
                            verdict.score(),
                            null,
                            sealed(claim, claim.agreed()),
                            null,
                            new JsonObject(),
                            null,
                            null)))
                .replaceWithVoid());
  }

  /** A failure: tried again at the given time, or a dead letter without one. */
  public Uni<Void> failed(
      Claim claim, String code, int attempts, Optional<Instant> next, String connectionState) {
    Instant now = clock.instant();
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(FAILED)
                .execute(
                    Tuple.tuple(
                        listOf(
                            claim.tenantId(),
                            claim.customerId(),
                            worker,
                            code,
                            attempts,
                            next.map(SyncStore::utc).orElse(null),
                            next.isPresent() ? "PENDING" : "DEAD")))
                // Always before the tenant's row: two orders would be a deadlock.
                .chain(() -> SyncCounts.count(connection, claim.tenantId(), false, now))
                .chain(
                    () ->
                        connection
                            .preparedQuery(TENANT_DOWN)
                            .execute(Tuple.of(claim.tenantId(), connectionState, code, utc(now))))
                .replaceWithVoid());
  }

  /** Gives a claim back untouched. */
  public Uni<Void> release(Claim claim) {
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(RELEASE)
                .execute(Tuple.of(claim.tenantId(), claim.customerId(), worker))
                .replaceWithVoid());
  }

  private JsonObject sealed(Claim claim, Map<String, ?> fields) {
    return new JsonObject(sensitive.seal(claim.tenantId(), claim.customerId(), fields));
  }

  private Claim claim(String tenantId, Row row) {
    String customerId = row.getString("customer_id");
    Map<String, String> agreed = new LinkedHashMap<>();
    sensitive
        .open(tenantId, customerId, row.getJsonObject("agreed").getMap())
        .forEach((name, value) -> agreed.put(name, String.valueOf(value)));
    Map<String, Winner> decided = new LinkedHashMap<>();
    if (row.getJsonObject("decided") != null) {
      row.getJsonObject("decided")
          .forEach(entry -> decided.put(entry.getKey(), Winner.valueOf((String) entry.getValue())));
    }
    return new Claim(
        tenantId,
        customerId,
        row.getLong("change_seq"),
        sensitive.open(tenantId, customerId, row.getJsonObject("fields").getMap()),
        Set.copyOf(Arrays.asList(row.getArrayOfStrings("causes"))),
        row.getInteger("attempts"),
        Optional.ofNullable(row.getString("erp_id")),
        agreed,
        decided);
  }

  private static List<Object> listOf(Object... values) {
    // List.of takes no nulls.
    return new ArrayList<>(Arrays.asList(values));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
