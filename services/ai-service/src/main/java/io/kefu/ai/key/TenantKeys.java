package io.kefu.ai.key;

import io.kefu.ai.key.Seal.Sealed;
import io.kefu.ai.provider.FailureKind;
import io.kefu.ai.provider.ProviderFailure;
import io.kefu.ai.provider.ProviderKeys;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Tenants' own keys. Never shows one. Blocks its caller. */
@ApplicationScoped
public class TenantKeys implements ProviderKeys {

  private static final Logger LOG = Logger.getLogger(TenantKeys.class);
  private static final int MAX_CACHED = 10_000;

  private static final String READ =
      "SELECT secret_id, nonce, sealed FROM provider_key WHERE tenant_id = $1 AND provider = $2";
  private static final String PUT =
      """
      INSERT INTO provider_key (tenant_id, provider, secret_id, nonce, sealed, changed_at)
      VALUES ($1, $2, $3, $4, $5, now())
      ON CONFLICT (tenant_id, provider) DO UPDATE SET secret_id = excluded.secret_id,
        nonce = excluded.nonce, sealed = excluded.sealed, changed_at = now()
      """;
  private static final String KEPT = "SELECT provider FROM provider_key WHERE tenant_id = $1";
  private static final String REMOVE =
      "DELETE FROM provider_key WHERE tenant_id = $1 AND provider = $2";

  private record Cached(Optional<String> key, Instant until) {}

  private final Map<String, Cached> cache = new ConcurrentHashMap<>();
  private final Optional<Seal> seal;
  private final KeyConfig config;
  private final TenantScope tenants;
  private final Clock clock;

  /** Reads the secrets. */
  public TenantKeys(KeyConfig config, TenantScope tenants, Clock clock) {
    this.config = config;
    this.tenants = tenants;
    this.clock = clock;
    Map<String, String> secrets = new HashMap<>();
    config.secrets().forEach((id, secret) -> secret.value().ifPresent(v -> secrets.put(id, v)));
    this.seal =
        secrets.isEmpty() ? Optional.empty() : Optional.of(new Seal(config.active(), secrets));
  }

  @Override
  public Optional<String> key(String tenantId, String provider) throws ProviderFailure {
    if (seal.isEmpty()) {
      return Optional.empty();
    }
    String place = place(tenantId, provider);
    Cached cached = cache.get(place);
    Instant now = clock.instant();
    if (cached != null && now.isBefore(cached.until())) {
      return cached.key();
    }
    Optional<String> key;
    try {
      key = read(tenantId, provider);
    } catch (RuntimeException | GeneralSecurityException e) {
      // The installation's key must not pay for a tenant that brought its own.
      LOG.errorf("key of provider %s could not be read: %s", provider, e.getClass());
      throw new ProviderFailure(FailureKind.NO_KEY, "unreadable");
    }
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(place, new Cached(key, now.plus(config.cached())));
    return key;
  }

  private Optional<String> read(String tenantId, String provider) throws GeneralSecurityException {
    RowIterator<Row> rows =
        tenants
            .inTransaction(
                tenantId,
                connection -> connection.preparedQuery(READ).execute(Tuple.of(tenantId, provider)))
            .await()
            .atMost(config.patience())
            .iterator();
    if (!rows.hasNext()) {
      return Optional.empty();
    }
    Row row = rows.next();
    Sealed sealed =
        new Sealed(
            row.getString("secret_id"),
            row.getBuffer("nonce").getBytes(),
            row.getBuffer("sealed").getBytes());
    return Optional.of(seal.orElseThrow().open(sealed, place(tenantId, provider)));
  }

  /**
   * Keeps a tenant's key, replacing an older one.
   *
   * @throws ProblemException 409 when the installation has no secret to seal it with
   */
  public void put(String tenantId, String provider, String key) {
    Sealed sealed =
        seal.orElseThrow(
                () ->
                    new ProblemException(
                        409,
                        "keys_not_enabled",
                        "Set kefu.ai.keys.secrets first; keys are never stored unsealed."))
            .seal(key, place(tenantId, provider));
    Tuple row =
        Tuple.of(
            tenantId,
            provider,
            sealed.secretId(),
            Buffer.buffer(sealed.nonce()),
            Buffer.buffer(sealed.data()));
    run(tenantId, PUT, row);
    cache.remove(place(tenantId, provider));
  }

  /** The providers for which a tenant keeps a key of its own. */
  public Set<String> kept(String tenantId) {
    Set<String> kept = new HashSet<>();
    tenants
        .inTransaction(
            tenantId, connection -> connection.preparedQuery(KEPT).execute(Tuple.of(tenantId)))
        .await()
        .atMost(config.patience())
        .forEach(row -> kept.add(row.getString("provider")));
    return kept;
  }

  /** Forgets a tenant's key; the installation's own serves it again. */
  public void remove(String tenantId, String provider) {
    run(tenantId, REMOVE, Tuple.of(tenantId, provider));
    cache.remove(place(tenantId, provider));
  }

  private void run(String tenantId, String sql, Tuple row) {
    tenants
        .inTransaction(tenantId, connection -> connection.preparedQuery(sql).execute(row))
        .await()
        .atMost(config.patience());
  }

  private static String place(String tenantId, String provider) {
    // Tenant ids hold no line break, so two places never look alike.
    return tenantId + "\n" + provider;
  }
}
