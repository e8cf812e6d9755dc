package io.kefu.rag.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Documents, their versions and the jobs they end as rows, within the caller's transaction. */
final class VersionRows {

  /** What {@link DocumentStore} reads of a document. */
  static final String COLUMNS =
      "knowledge_base_id, document_id, kind, name, format, content_hash, version, revision,"
          + " deleted, entry_count, updated_at";

  private VersionRows() {}

  static Tuple key(DocumentRef ref) {
    return Tuple.of(ref.tenantId(), ref.knowledgeBaseId(), ref.documentId());
  }

  static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  static Uni<Optional<Row>> document(SqlConnection connection, DocumentRef ref) {
    return connection
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM documents WHERE tenant_id = $1 AND knowledge_base_id = $2"
                + " AND document_id = $3")
        .execute(key(ref))
        .map(VersionRows::first);
  }

  /** The history of a document or entry, newest first. */
  static Uni<List<VersionView>> all(SqlConnection connection, DocumentRef ref) {
    return connection
        .preparedQuery(
            "SELECT version, name, author, created_at FROM document_versions"
                + " WHERE tenant_id = $1 AND knowledge_base_id = $2 AND document_id = $3"
                + " ORDER BY version DESC")
        .execute(key(ref))
        .map(
            rows -> {
              List<VersionView> versions = new ArrayList<>();
              for (Row row : rows) {
                versions.add(
                    new VersionView(
                        row.getLong("version"),
                        row.getString("name"),
                        row.getString("author"),
                        row.getOffsetDateTime("created_at").toInstant()));
              }
              return versions;
            });
  }

  /** Makes a version the current one. */
  static Uni<Void> insert(SqlConnection connection, DocumentState state, NewVersion added) {
    OffsetDateTime now = state.updatedAt().atOffset(ZoneOffset.UTC);
    Tuple document =
        key(state.ref())
            .addString(state.name())
            .addString(state.format())
            .addString(state.contentHash())
            .addLong(state.version())
            .addLong(state.revision())
            .addInteger(state.entries())
            .addOffsetDateTime(now)
            .addString(state.kind().name());
    Tuple version =
        key(state.ref())
            .addLong(state.version())
            .addString(state.name())
            .addString(state.format())
            .addString(added.content())
            .addString(state.contentHash())
            .addOffsetDateTime(now)
            .addString(added.author().orElse(null));
    return connection
        .preparedQuery(
            "INSERT INTO documents (tenant_id, knowledge_base_id, document_id, name, format,"
                + " content_hash, version, revision, entry_count, updated_at, kind)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                + " ON CONFLICT (tenant_id, knowledge_base_id, document_id) DO UPDATE SET"
                + " name = $4, format = $5, content_hash = $6, version = $7, revision = $8,"
                + " entry_count = $9, updated_at = $10, kind = $11, deleted = false")
        .execute(document)
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "INSERT INTO document_versions (tenant_id, knowledge_base_id, document_id,"
                            + " version, name, format, content, content_hash, created_at, author)"
                            + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
                    .execute(version))
        .chain(() -> EntryRows.remove(connection, state.ref()))
        .chain(() -> EntryRows.insert(connection, state.ref(), added.draft(), added.entries()));
  }

  /** Leaves a tombstone, and nothing of the content; a file that is under way is not taken in. */
  static Uni<Void> remove(
      SqlConnection connection, DocumentRef ref, long version, long revision, OffsetDateTime now) {
    return connection
        .preparedQuery(
            "UPDATE documents SET deleted = true, version = $4, revision = $5, updated_at = $6,"
                + " entry_count = 0, content_hash = ''"
                + " WHERE tenant_id = $1 AND knowledge_base_id = $2 AND document_id = $3")
        .execute(key(ref).addLong(version).addLong(revision).addOffsetDateTime(now))
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "DELETE FROM document_versions WHERE tenant_id = $1"
                            + " AND knowledge_base_id = $2 AND document_id = $3")
                    .execute(key(ref)))
        .chain(() -> EntryRows.remove(connection, ref));
  }

  /** Ends every open job of a document. */
  static Uni<Void> cancelJobs(
      SqlConnection connection, DocumentRef ref, String reason, OffsetDateTime now) {
    return connection
        .preparedQuery(
            "WITH ended AS (UPDATE ingest_jobs SET state = 'CANCELLED', error_detail = $4,"
                + " updated_at = $5 WHERE tenant_id = $1 AND knowledge_base_id = $2"
                + " AND document_id = $3 AND state IN ('QUEUED', 'RUNNING') RETURNING job_id)"
                + " DELETE FROM ingest_files f USING ended"
                + " WHERE f.tenant_id = $1 AND f.job_id = ended.job_id")
        .execute(key(ref).addString(reason).addOffsetDateTime(now))
        .replaceWithVoid();
  }

  /** Ends the job a version came from; false when it is no longer the worker's. */
  static Uni<Boolean> finishJob(
      SqlConnection connection,
      String tenantId,
      Optional<Precondition.JobHold> hold,
      long version,
      OptionalInt entries,
      OffsetDateTime now) {
    if (hold.isEmpty()) {
      return Uni.createFrom().item(true);
    }
    return connection
        .preparedQuery(
            "UPDATE ingest_jobs SET state = 'DONE', stage = 'DONE', progress = 100, version = $4,"
                + " entries = $5, updated_at = $6 WHERE tenant_id = $1 AND job_id = $2"
                + " AND owner = $3 AND state = 'RUNNING'")
        .execute(
            Tuple.of(tenantId, hold.get().jobId(), hold.get().owner(), version)
                .addInteger(entries.isPresent() ? entries.getAsInt() : null)
                .addOffsetDateTime(now))
        .chain(
            updated ->
                updated.rowCount() == 0
                    ? Uni.createFrom().item(false)
                    : connection
                        .preparedQuery(
                            "DELETE FROM ingest_files WHERE tenant_id = $1 AND job_id = $2")
                        .execute(Tuple.of(tenantId, hold.get().jobId()))
                        .replaceWith(true));
  }
}
