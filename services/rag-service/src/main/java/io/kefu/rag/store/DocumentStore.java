package io.kefu.rag.store;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.KnowledgeChange;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Documents, their versions and entries in PostgreSQL. One transaction makes a version visible with
 * its entries, its revision and the event that tells of it; readers see the old or the new one.
 */
@ApplicationScoped
public class DocumentStore {

  private static final String COLUMNS =
      "knowledge_base_id, document_id, name, format, content_hash, version, revision, deleted,"
          + " entry_count, updated_at";

  private final TenantScope tenants;
  private final Outbox outbox;
  private final Clock clock;

  /** Uses the service's pool. */
  public DocumentStore(TenantScope tenants, Outbox outbox, Clock clock) {
    this.tenants = tenants;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Makes a document visible. The same content again changes nothing.
   *
   * @param contentHash hash of name, format and content
   */
  public Uni<Publication> publish(
      DocumentRef ref,
      String name,
      String format,
      String content,
      String contentHash,
      List<KnowledgeEntry> entries) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            lockTenant(connection, ref.tenantId())
                .chain(() -> row(connection, ref))
                .chain(
                    known -> {
                      boolean same =
                          known.isPresent()
                              && !known.get().getBoolean("deleted")
                              && known.get().getString("content_hash").equals(contentHash);
                      if (same) {
                        return Uni.createFrom()
                            .item(new Publication(state(ref.tenantId(), known.get()), false));
                      }
                      long version = known.map(row -> row.getLong("version")).orElse(0L) + 1;
                      return nextRevision(connection, ref.tenantId())
                          .map(
                              revision ->
                                  new DocumentState(
                                      ref,
                                      name,
                                      format,
                                      contentHash,
                                      version,
                                      revision,
                                      entries.size(),
                                      clock.instant()))
                          .chain(state -> store(connection, state, content, entries))
                          .map(state -> new Publication(state, true));
                    }));
  }

  /** Takes a document away; nothing when there is none. */
  public Uni<Optional<DocumentState>> delete(DocumentRef ref) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            lockTenant(connection, ref.tenantId())
                .chain(() -> row(connection, ref))
                .chain(
                    known -> {
                      if (known.isEmpty() || known.get().getBoolean("deleted")) {
                        return Uni.createFrom().item(Optional.<DocumentState>empty());
                      }
                      long version = known.get().getLong("version") + 1;
                      return nextRevision(connection, ref.tenantId())
                          .chain(revision -> remove(connection, ref, version, revision))
                          .replaceWith(Optional.of(state(ref.tenantId(), known.get())));
                    }));
  }

  /** A visible document. */
  public Uni<Optional<DocumentState>> find(DocumentRef ref) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            row(connection, ref)
                .map(
                    known ->
                        known
                            .filter(row -> !row.getBoolean("deleted"))
                            .map(row -> state(ref.tenantId(), row))));
  }

  /** The text of a version, as it was sent. */
  public Uni<Optional<String>> content(DocumentRef ref, long version) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            connection
                .preparedQuery(
                    "SELECT content FROM document_versions WHERE tenant_id = $1"
                        + " AND knowledge_base_id = $2 AND document_id = $3 AND version = $4")
                .execute(key(ref).addLong(version))
                .map(rows -> first(rows).map(row -> row.getString("content"))));
  }

  /** Every visible document of a tenant, of one knowledge base if given. */
  public Uni<List<DocumentState>> list(String tenantId, Optional<String> knowledgeBaseId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM documents WHERE tenant_id = $1 AND NOT deleted"
                        + " AND ($2::text IS NULL OR knowledge_base_id = $2)"
                        + " ORDER BY knowledge_base_id, document_id")
                .execute(Tuple.of(tenantId, knowledgeBaseId.orElse(null)))
                .map(
                    rows -> {
                      List<DocumentState> states = new ArrayList<>();
                      rows.forEach(row -> states.add(state(tenantId, row)));
                      return states;
                    }));
  }

  /** How far every tenant has come. */
  public Uni<List<TenantRevision>> revisions() {
    return tenants.acrossTenants(
        connection ->
            connection
                .query("SELECT tenant_id, epoch, revision FROM tenant_revisions")
                .execute()
                .map(
                    rows -> {
                      List<TenantRevision> revisions = new ArrayList<>();
                      for (Row row : rows) {
                        revisions.add(
                            new TenantRevision(
                                row.getString("tenant_id"),
                                row.getUUID("epoch").toString(),
                                row.getLong("revision")));
                      }
                      return revisions;
                    }));
  }

  /**
   * The first documents that changed after a revision, in order. One statement, hence one view of
   * the data: a document comes with exactly the entries of its version.
   */
  public Uni<List<ChangedDocument>> changedAfter(String tenantId, long revision, int limit) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT d.knowledge_base_id, d.document_id, d.version, d.revision, e.entry_id,"
                        + " e.kind, e.title, e.questions, e.content, e.approved, e.tags"
                        + " FROM (SELECT * FROM documents WHERE tenant_id = $1 AND revision > $2"
                        + " ORDER BY revision LIMIT $3) d LEFT JOIN entries e"
                        + " ON e.tenant_id = $1 AND e.knowledge_base_id = d.knowledge_base_id"
                        + " AND e.document_id = d.document_id ORDER BY d.revision, e.ordinal")
                .execute(Tuple.of(tenantId, revision, limit))
                .map(rows -> EntryRows.changes(tenantId, rows)));
  }

  /** Changes of one tenant come one after another; see the migration. */
  private static Uni<Void> lockTenant(SqlConnection connection, String tenantId) {
    return connection
        .preparedQuery(
            "INSERT INTO tenant_revisions (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(tenantId))
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "SELECT revision FROM tenant_revisions WHERE tenant_id = $1 FOR UPDATE")
                    .execute(Tuple.of(tenantId)))
        .replaceWithVoid();
  }

  private static Uni<Long> nextRevision(SqlConnection connection, String tenantId) {
    return connection
        .preparedQuery(
            "UPDATE tenant_revisions SET revision = revision + 1 WHERE tenant_id = $1"
                + " RETURNING revision")
        .execute(Tuple.of(tenantId))
        .map(rows -> rows.iterator().next().getLong("revision"));
  }

  private Uni<DocumentState> store(
      SqlConnection connection, DocumentState state, String content, List<KnowledgeEntry> entries) {
    OffsetDateTime now = state.updatedAt().atOffset(ZoneOffset.UTC);
    Tuple document =
        key(state.ref())
            .addString(state.name())
            .addString(state.format())
            .addString(state.contentHash())
            .addLong(state.version())
            .addLong(state.revision())
            .addInteger(state.entries())
            .addOffsetDateTime(now);
    Tuple version =
        key(state.ref())
            .addLong(state.version())
            .addString(state.name())
            .addString(state.format())
            .addString(content)
            .addString(state.contentHash())
            .addOffsetDateTime(now);
    return connection
        .preparedQuery(
            "INSERT INTO documents (tenant_id, knowledge_base_id, document_id, name, format,"
                + " content_hash, version, revision, entry_count, updated_at)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                + " ON CONFLICT (tenant_id, knowledge_base_id, document_id) DO UPDATE SET"
                + " name = $4, format = $5, content_hash = $6, version = $7, revision = $8,"
                + " entry_count = $9, updated_at = $10, deleted = false")
        .execute(document)
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "INSERT INTO document_versions (tenant_id, knowledge_base_id, document_id,"
                            + " version, name, format, content, content_hash, created_at)"
                            + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                    .execute(version))
        .chain(() -> EntryRows.remove(connection, state.ref()))
        .chain(() -> EntryRows.insert(connection, state.ref(), entries))
        .chain(
            () -> outbox.add(connection, state.ref(), state.version(), KnowledgeChange.PUBLISHED))
        .replaceWith(state);
  }

  private Uni<Void> remove(SqlConnection connection, DocumentRef ref, long version, long revision) {
    return connection
        .preparedQuery(
            "UPDATE documents SET deleted = true, version = $4, revision = $5, updated_at = $6,"
                + " entry_count = 0, content_hash = ''"
                + " WHERE tenant_id = $1 AND knowledge_base_id = $2 AND document_id = $3")
        .execute(
            key(ref)
                .addLong(version)
                .addLong(revision)
                .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC)))
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "DELETE FROM document_versions WHERE tenant_id = $1"
                            + " AND knowledge_base_id = $2 AND document_id = $3")
                    .execute(key(ref)))
        .chain(() -> EntryRows.remove(connection, ref))
        .chain(() -> outbox.add(connection, ref, version, KnowledgeChange.DELETED));
  }

  private static Uni<Optional<Row>> row(SqlConnection connection, DocumentRef ref) {
    return connection
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM documents WHERE tenant_id = $1 AND knowledge_base_id = $2"
                + " AND document_id = $3")
        .execute(key(ref))
        .map(DocumentStore::first);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  private static Tuple key(DocumentRef ref) {
    return Tuple.of(ref.tenantId(), ref.knowledgeBaseId(), ref.documentId());
  }

  private static DocumentState state(String tenantId, Row row) {
    return new DocumentState(
        new DocumentRef(tenantId, row.getString("knowledge_base_id"), row.getString("document_id")),
        row.getString("name"),
        row.getString("format"),
        row.getString("content_hash"),
        row.getLong("version"),
        row.getLong("revision"),
        row.getInteger("entry_count"),
        row.getOffsetDateTime("updated_at").toInstant());
  }
}
