package io.kefu.message.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.document.Documents;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps the versions of tenants' rules and settings. A save locks the tenant's row, so of two that
 * come together the second builds on the first; a version once stored is never changed.
 */
@ApplicationScoped
public class PolicyStore {

  /** What is kept. */
  public enum Kind {
    /** The tenant's own and overriding rules, a JSON list. */
    RULES("[]"),
    /** What the tenant set, a JSON object. */
    SETTINGS("{}");

    private final String nothing;

    Kind(String nothing) {
      this.nothing = nothing;
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What counts for a tenant.
   *
   * @param rulesVersion 0 before the first change
   * @param settingsVersion 0 before the first change
   * @param rules JSON list
   * @param settings JSON object
   */
  public record Stored(
      long rulesVersion, long settingsVersion, JsonNode rules, JsonNode settings) {}

  /** The versions a tenant has by now. */
  public record Changed(String tenantId, long rulesVersion, long settingsVersion, Instant asOf) {}

  /** One version in the list. */
  public record Version(
      long version, Instant createdAt, String createdBy, String reason, int entries) {}

  /**
   * A change somebody wants.
   *
   * @param actor who; may be null
   * @param reason why; may be null
   * @param change gives the new content from the present one; may refuse by throwing
   */
  public record Edit(String actor, String reason, UnaryOperator<Stored> change) {}

  private static final String READ =
      """
      SELECT COALESCE(p.rules_version, 0) AS rules_version,
        COALESCE(p.settings_version, 0) AS settings_version,
        COALESCE(r.body, '[]')::text AS rules, COALESCE(s.body, '{}')::text AS settings
      FROM (SELECT $1::text AS tenant_id) t
      LEFT JOIN policies p ON p.tenant_id = t.tenant_id
      LEFT JOIN policy_versions r
        ON r.tenant_id = t.tenant_id AND r.kind = 'rules' AND r.version = p.rules_version
      LEFT JOIN policy_versions s
        ON s.tenant_id = t.tenant_id AND s.kind = 'settings' AND s.version = p.settings_version
      """;

  private static final String LOCK =
      """
      INSERT INTO policies AS p (tenant_id) VALUES ($1)
      ON CONFLICT (tenant_id) DO UPDATE SET changed_at = clock_timestamp()
      """;

  private static final String INSERT =
      """
      INSERT INTO policy_versions (tenant_id, kind, version, body, created_by, reason)
      VALUES ($1, $2, $3, $4::text::jsonb, $5, $6)
      """;

  private static final String COUNT_RULES =
      "UPDATE policies SET rules_version = $2, changed_at = clock_timestamp() WHERE tenant_id = $1";

  private static final String COUNT_SETTINGS =
      "UPDATE policies SET settings_version = $2, changed_at = clock_timestamp() WHERE tenant_id ="
          + " $1";

  /** Uses policies_changed. */
  private static final String CHANGED =
      """
      SELECT tenant_id, rules_version, settings_version, now() AS as_of FROM policies
      WHERE changed_at > $1
      """;

  private static final String VERSIONS =
      """
      SELECT version, created_at, created_by, reason,
        CASE WHEN jsonb_typeof(body) = 'array' THEN jsonb_array_length(body) ELSE 0 END AS entries
      FROM policy_versions WHERE tenant_id = $1 AND kind = $2 AND version < $3
      ORDER BY version DESC LIMIT $4
      """;

  private static final String BODY =
      """
      SELECT body::text AS body FROM policy_versions
      WHERE tenant_id = $1 AND kind = $2 AND version = $3
      """;

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public PolicyStore(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** What counts for a tenant now, of one moment. */
  public Uni<Stored> read(String tenantId) {
    return tenants.inTransaction(tenantId, connection -> read(connection, tenantId));
  }

  /** Makes a new version and gives what counts then. */
  public Uni<Stored> save(String tenantId, Kind kind, Edit edit) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(tenantId))
                .chain(locked -> read(connection, tenantId))
                .chain(before -> write(connection, tenantId, kind, edit, before)));
  }

  private static Uni<Stored> write(
      SqlConnection connection, String tenantId, Kind kind, Edit edit, Stored before) {
    Stored after = edit.change().apply(before);
    boolean rules = kind == Kind.RULES;
    long version = (rules ? before.rulesVersion() : before.settingsVersion()) + 1;
    String body = (rules ? after.rules() : after.settings()).toString();
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addString(kind.code())
                .addLong(version)
                .addString(body)
                .addString(edit.actor())
                .addString(edit.reason()))
        .chain(
            () ->
                connection
                    .preparedQuery(rules ? COUNT_RULES : COUNT_SETTINGS)
                    .execute(Tuple.of(tenantId, version)))
        .replaceWith(
            () ->
                new Stored(
                    rules ? version : before.rulesVersion(),
                    rules ? before.settingsVersion() : version,
                    after.rules(),
                    after.settings()));
  }

  /** Tenants whose policy changed after a time of the database. */
  public Uni<List<Changed>> changedAfter(Instant time) {
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(CHANGED)
                .execute(Tuple.of(time.atOffset(ZoneOffset.UTC)))
                .map(
                    rows -> {
                      List<Changed> changed = new ArrayList<>(rows.size());
                      for (Row row : rows) {
                        changed.add(
                            new Changed(
                                row.getString("tenant_id"),
                                row.getLong("rules_version"),
                                row.getLong("settings_version"),
                                row.getOffsetDateTime("as_of").toInstant()));
                      }
                      return changed;
                    }));
  }

  /** Versions below one, the newest first. */
  public Uni<List<Version>> versions(String tenantId, Kind kind, long below, int most) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(VERSIONS)
                .execute(Tuple.of(tenantId, kind.code(), below, most))
                .map(
                    rows -> {
                      List<Version> versions = new ArrayList<>(rows.size());
                      for (Row row : rows) {
                        versions.add(
                            new Version(
                                row.getLong("version"),
                                row.getOffsetDateTime("created_at").toInstant(),
                                row.getString("created_by"),
                                row.getString("reason"),
                                row.getInteger("entries")));
                      }
                      return versions;
                    }));
  }

  /** The content of one version; version 0 is what every tenant begins with. */
  public Uni<Optional<JsonNode>> body(String tenantId, Kind kind, long version) {
    if (version == 0) {
      return Uni.createFrom().item(Optional.of(Documents.parse(kind.nothing)));
    }
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(BODY)
                .execute(Tuple.of(tenantId, kind.code(), version))
                .map(PolicyStore::body));
  }

  private static Optional<JsonNode> body(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(Documents.parse(rows.iterator().next().getString("body")));
  }

  private static Uni<Stored> read(SqlConnection connection, String tenantId) {
    return connection
        .preparedQuery(READ)
        .execute(Tuple.of(tenantId))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Stored(
                  row.getLong("rules_version"),
                  row.getLong("settings_version"),
                  Documents.parse(row.getString("rules")),
                  Documents.parse(row.getString("settings")));
            });
  }
}
