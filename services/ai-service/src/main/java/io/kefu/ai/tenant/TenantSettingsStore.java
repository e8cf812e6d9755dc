package io.kefu.ai.tenant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.ai.provider.TenantModels;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Each tenant's settings in PostgreSQL, with a short memory. When the database does not answer, the
 * last known settings go on; without any, the installation's. Blocks its caller.
 */
@ApplicationScoped
public class TenantSettingsStore implements TenantModels {

  private static final Logger LOG = Logger.getLogger(TenantSettingsStore.class);
  private static final int MAX_CACHED = 10_000;

  private static final String READ =
      "SELECT version, settings FROM ai_settings WHERE tenant_id = $1";
  private static final String PUT =
      """
      INSERT INTO ai_settings AS s (tenant_id, version, settings, changed_at)
      VALUES ($1, 1, $2, now())
      ON CONFLICT (tenant_id) DO UPDATE SET
        version = s.version + 1, settings = excluded.settings, changed_at = now()
      WHERE $3::int IS NULL OR s.version = $3
      RETURNING version
      """;

  /**
   * Settings and which of their versions this is.
   *
   * @param version 0 for none
   */
  public record Versioned(int version, TenantSettings settings) {}

  private record Cached(Versioned settings, Instant until) {}

  private final Map<String, Cached> cache = new ConcurrentHashMap<>();
  private final TenantScope tenants;
  private final ObjectMapper json;
  private final TenantSettingsConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public TenantSettingsStore(
      TenantScope tenants, ObjectMapper json, TenantSettingsConfig config, Clock clock) {
    this.tenants = tenants;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Choice choice(String tenantId) {
    TenantSettings settings = of(tenantId).settings();
    return new Choice(Optional.ofNullable(settings.order()), settings.providers());
  }

  @Override
  public boolean mayReach(String baseUrl) {
    return switch (config.addresses()) {
      case ANY -> true;
      case NONE -> false;
      case PUBLIC -> TenantSettingsCheck.isPublic(URI.create(baseUrl).getHost());
    };
  }

  /** How the tenant speaks to customers; empty when it speaks as the installation does. */
  public Optional<String> style(String tenantId) {
    return Optional.ofNullable(of(tenantId).settings().style());
  }

  /** The settings in use; never fails. */
  public Versioned of(String tenantId) {
    Instant now = clock.instant();
    Cached cached = cache.get(tenantId);
    if (cached != null && now.isBefore(cached.until())) {
      return cached.settings();
    }
    Versioned settings;
    Duration known = config.cached();
    try {
      settings = read(tenantId);
    } catch (RuntimeException e) {
      LOG.errorf("settings of a tenant could not be read: %s", e.getClass());
      settings = cached == null ? new Versioned(0, TenantSettings.NONE) : cached.settings();
      // Not every answer waits for a database that is away.
      known = config.cachedOnFailure();
    }
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(tenantId, new Cached(settings, now.plus(known)));
    return settings;
  }

  /** The settings as they are stored now. */
  public Versioned read(String tenantId) {
    RowIterator<Row> rows =
        tenants
            .inTransaction(
                tenantId, connection -> connection.preparedQuery(READ).execute(Tuple.of(tenantId)))
            .await()
            .atMost(config.patience())
            .iterator();
    if (!rows.hasNext()) {
      return new Versioned(0, TenantSettings.NONE);
    }
    Row row = rows.next();
    try {
      return new Versioned(
          row.getInteger("version"),
          json.readValue(row.getString("settings"), TenantSettings.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored settings cannot be read", e);
    }
  }

  /**
   * Replaces a tenant's settings.
   *
   * @param version that the caller changed; null for whichever is there
   * @throws ProblemException 412 when another one is there
   */
  public Versioned put(String tenantId, TenantSettings settings, Integer version) {
    String text;
    try {
      text = json.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings cannot be written", e);
    }
    RowIterator<Row> rows =
        tenants
            .inTransaction(
                tenantId,
                connection ->
                    connection
                        .preparedQuery(PUT)
                        .execute(Tuple.of(tenantId, text).addInteger(version)))
            .await()
            .atMost(config.patience())
            .iterator();
    cache.remove(tenantId);
    if (!rows.hasNext()) {
      throw new ProblemException(
          412, "stale_version", "Somebody changed the settings meanwhile: read them again.");
    }
    return new Versioned(rows.next().getInteger("version"), settings);
  }
}
