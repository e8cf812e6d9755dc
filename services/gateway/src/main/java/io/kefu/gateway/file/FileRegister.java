package io.kefu.gateway.file;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of files. A row is there before the bytes are and goes after them, so that nothing
 * in the store is ever without a row. Calls block: only from worker threads.
 */
@ApplicationScoped
class FileRegister {

  /**
   * Something to clear away.
   *
   * @param tenantId tenant
   * @param fileId file
   */
  record Stale(String tenantId, UUID fileId) {}

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BEGIN =
      "INSERT INTO files (tenant_id, file_id, name, content_type, size, sha256, uploaded_by,"
          + " created_at, expires_at, stored) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false)";
  private static final String FINISH =
      "UPDATE files SET stored = true WHERE tenant_id = $1 AND file_id = $2";
  private static final String FIND =
      "SELECT * FROM files WHERE tenant_id = $1 AND file_id = $2 AND stored";
  // Served by agent_commands_agent; an agent has few of them.
  private static final String ORDERED =
      "SELECT 1 FROM agent_commands WHERE tenant_id = $1 AND agent_id = $2 AND name = 'update'"
          + " AND status = 'PENDING' AND args ->> 'file_id' = $3 LIMIT 1";
  private static final String DELETE = "DELETE FROM files WHERE tenant_id = $1 AND file_id = $2";
  // Served by files_expired and files_unfinished.
  private static final String STALE =
      "SELECT tenant_id, file_id FROM files WHERE expires_at <= $1"
          + " UNION ALL SELECT tenant_id, file_id FROM files WHERE NOT stored AND created_at <= $2"
          + " LIMIT 500";

  private final TenantScope tenants;
  private final AuditLog audit;

  FileRegister(TenantScope tenants, AuditLog audit) {
    this.tenants = tenants;
    this.audit = audit;
  }

  void begin(String tenantId, StoredFile file) {
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addUUID(file.fileId())
            .addString(file.name())
            .addString(file.contentType())
            .addLong(file.size())
            .addString(file.sha256())
            .addString(file.uploadedBy())
            .addOffsetDateTime(utc(file.createdAt()))
            .addOffsetDateTime(utc(file.expiresAt()));
    await(
        tenants.inTransaction(
            tenantId, connection -> connection.preparedQuery(BEGIN).execute(values)));
  }

  void finish(String tenantId, UUID fileId) {
    change(FINISH, tenantId, fileId);
  }

  void delete(String tenantId, UUID fileId) {
    change(DELETE, tenantId, fileId);
  }

  /** The same by a person: with its entry in the audit log. */
  void delete(AuditLog.Actor actor, StoredFile file) {
    String tenantId = actor.subject().tenantId();
    await(
        tenants.inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(DELETE)
                    .execute(Tuple.of(tenantId, file.fileId()))
                    .flatMap(
                        done ->
                            audit.write(
                                connection,
                                actor,
                                "file.deleted",
                                "file",
                                file.fileId().toString(),
                                Map.of(
                                    "name", file.name(),
                                    "size", file.size(),
                                    "uploaded_by", file.uploadedBy()),
                                null))));
  }

  Optional<StoredFile> find(String tenantId, UUID fileId) {
    return await(
            tenants.inTransaction(
                tenantId,
                connection -> connection.preparedQuery(FIND).execute(Tuple.of(tenantId, fileId))))
        .stream()
        .findFirst()
        .map(FileRegister::file);
  }

  /** Whether a command that waits for this agent tells it to install the file. */
  boolean ordered(String tenantId, String agentId, UUID fileId) {
    return await(
                tenants.inTransaction(
                    tenantId,
                    connection ->
                        connection
                            .preparedQuery(ORDERED)
                            .execute(Tuple.of(tenantId, agentId, fileId.toString()))))
            .size()
        > 0;
  }

  List<Stale> stale(Instant now, Instant unfinishedBefore) {
    List<Stale> stale = new ArrayList<>();
    for (Row row :
        await(
            tenants.acrossTenants(
                connection ->
                    connection
                        .preparedQuery(STALE)
                        .execute(Tuple.of(utc(now), utc(unfinishedBefore)))))) {
      stale.add(new Stale(row.getString("tenant_id"), row.getUUID("file_id")));
    }
    return stale;
  }

  private void change(String sql, String tenantId, UUID fileId) {
    await(
        tenants.inTransaction(
            tenantId,
            connection -> connection.preparedQuery(sql).execute(Tuple.of(tenantId, fileId))));
  }

  private static <T> T await(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  private static StoredFile file(Row row) {
    return new StoredFile(
        row.getUUID("file_id"),
        row.getString("name"),
        row.getString("content_type"),
        row.getLong("size"),
        row.getString("sha256"),
        row.getString("uploaded_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant());
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
