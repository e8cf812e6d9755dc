package io.kefu.gateway.auth;

import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Withdraws access tokens before they expire. The list lives in the database and every replica
 * reads it every other second, so a revocation is in force everywhere within the five seconds of
 * issue 4 without any message being delivered. After each reading {@link RevocationsChecked} is
 * fired, so that live sockets are looked at again.
 */
@ApplicationScoped
public class Revocations {

  /** A reading of the list is done; {@link #revokes} answers by it. */
  public record RevocationsChecked() {}

  private static final Logger LOG = Logger.getLogger(Revocations.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private static final String LOAD =
      "SELECT tenant_id, scope, target, not_before FROM revocations WHERE expires_at > $1";
  private static final String STORE =
      "INSERT INTO revocations (tenant_id, scope, target, not_before, expires_at)"
          + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, scope, target) DO UPDATE SET"
          + " not_before = greatest(revocations.not_before, excluded.not_before),"
          + " expires_at = greatest(revocations.expires_at, excluded.expires_at)";

  private final TenantScope tenants;
  private final AuthConfig config;
  private final Clock clock;
  private final Event<RevocationsChecked> checked;
  private volatile RevocationList list = RevocationList.EMPTY;

  /** Reads nothing yet; the list is loaded at start. */
  public Revocations(
      TenantScope tenants, AuthConfig config, Clock clock, Event<RevocationsChecked> checked) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
    this.checked = checked;
  }

  void start(@Observes @Priority(10) StartupEvent event) {
    load().await().atMost(START_LIMIT);
  }

  @Scheduled(
      every = "${kefu.auth.revocation-poll:2s}",
      delayed = "${kefu.auth.revocation-poll:2s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return load()
        .onFailure()
        .invoke(failure -> LOG.warnf("revocations not read: %s", failure.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  /** Whether a token that is otherwise good was withdrawn. */
  public boolean revokes(AccessClaims claims) {
    return list.revokes(claims);
  }

  /** Withdraws, in the caller's transaction, every token of the target that exists by now. */
  public Uni<Void> revoke(
      SqlConnection connection, String tenantId, Revocation.Scope scope, String target) {
    Instant now = clock.instant();
    OffsetDateTime expires =
        now.plus(config.accessTokenLifetime()).plusSeconds(60).atOffset(ZoneOffset.UTC);
    return connection
        .preparedQuery(STORE)
        .execute(
            Tuple.of(tenantId, scope.wireName(), target, now.atOffset(ZoneOffset.UTC), expires))
        .replaceWithVoid();
  }

  /** Reads the list now: this replica need not wait for its own revocation. */
  public Uni<Void> refresh() {
    return poll();
  }

  private Uni<Void> load() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(LOAD)
                    .execute(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC))))
        .invoke(
            rows -> {
              List<Revocation> read = new ArrayList<>();
              for (Row row : rows) {
                read.add(
                    new Revocation(
                        row.getString("tenant_id"),
                        Revocation.Scope.of(row.getString("scope")),
                        row.getString("target"),
                        row.getOffsetDateTime("not_before").toInstant()));
              }
              list = new RevocationList(read);
              checked.fire(new RevocationsChecked());
            })
        .replaceWithVoid();
  }
}
