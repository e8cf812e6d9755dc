package io.kefu.rag.store;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.KnowledgeChange;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Documents, their versions and entries in PostgreSQL. One transaction makes a version visible with
 * its entries, its revision and the event that tells of it; readers see the old or the new one.
 */
@ApplicationScoped
public class DocumentStore {

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
   * Makes a version the current one, if what must hold does. The same content again changes
   * nothing.
   */
  public Uni<PublishOutcome> publish(DocumentRef ref, NewVersion added, Precondition precondition) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            lockTenant(connection, ref.tenantId())
                .chain(() -> VersionRows.document(connection, ref))
                .chain(known -> publish(connection, ref, known, added, precondition)));
  }

  private Uni<PublishOutcome> publish(
      SqlConnection connection,
      DocumentRef ref,
      Optional<Row> known,
      NewVersion added,
      Precondition precondition) {
    Optional<DocumentState> current =
        known.filter(row -> !row.getBoolean("deleted")).map(row -> state(ref.tenantId(), row));
    if (current.isPresent() && current.get().kind() != added.kind()) {
      return outcome(new PublishOutcome.OtherKind(current.get().kind()));
    }
    long currentVersion = current.map(DocumentState::version).orElse(0L);
    if (precondition.version().isPresent() && precondition.version().get() != currentVersion) {
      return outcome(new PublishOutcome.OtherVersion(currentVersion));
    }
    boolean same = current.isPresent() && current.get().contentHash().equals(added.contentHash());
    long version = same ? currentVersion : known.map(row -> row.getLong("version")).orElse(0L) + 1;
    return VersionRows.finishJob(
            connection,
            ref.tenantId(),
            precondition.job(),
            version,
            OptionalInt.of(added.entries().size()),
            now())
        .chain(
            finished -> {
              if (!finished) {
                return outcome(new PublishOutcome.JobOver());
              }
              if (same) {
                return outcome(new PublishOutcome.Published(new Publication(current.get(), false)));
              }
              return nextRevision(connection, ref.tenantId())
                  .map(
                      revision ->
                          new DocumentState(
                              ref,
                              added.kind(),
                              added.name(),
                              added.format(),
                              added.contentHash(),
                              version,
                              revision,
                              added.entries().size(),
                              clock.instant()))
                  .call(state -> VersionRows.insert(connection, state, added))
                  .call(() -> outbox.add(connection, ref, version, KnowledgeChange.PUBLISHED))
                  .map(state -> new PublishOutcome.Published(new Publication(state, true)));
            });
  }

  private static Uni<PublishOutcome> outcome(PublishOutcome outcome) {
    return Uni.createFrom().item(outcome);
  }

  /**
   * Takes a document away, and what is under way to it.
   *
   * @param kind the kind it must have
   * @param expected the version it must have, if any
   */
  public Uni<DeleteOutcome> delete(DocumentRef ref, DocumentKind kind, Optional<Long> expected) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            lockTenant(connection, ref.tenantId())
                .chain(() -> cancelJobs(connection, ref, kind))
                .chain(() -> VersionRows.document(connection, ref))
                .chain(
                    known -> {
                      boolean there =
                          known.isPresent()
                              && !known.get().getBoolean("deleted")
                              && known.get().getString("kind").equals(kind.name());
                      if (!there) {
                        return deleted(new DeleteOutcome.Absent());
                      }
                      long current = known.get().getLong("version");
                      if (expected.isPresent() && expected.get() != current) {
                        return deleted(new DeleteOutcome.OtherVersion(current));
                      }
                      return nextRevision(connection, ref.tenantId())
                          .chain(
                              revision ->
                                  VersionRows.remove(connection, ref, current + 1, revision, now()))
                          .chain(
                              () ->
                                  outbox.add(connection, ref, current + 1, KnowledgeChange.DELETED))
                          .chain(() -> deleted(new DeleteOutcome.Gone()));
                    }));
  }

  private Uni<Void> cancelJobs(SqlConnection connection, DocumentRef ref, DocumentKind kind) {
    return kind == DocumentKind.DOCUMENT
        ? VersionRows.cancelJobs(connection, ref, "The document was deleted.", now())
        : Uni.createFrom().voidItem();
  }

  private static Uni<DeleteOutcome> deleted(DeleteOutcome outcome) {
    return Uni.createFrom().item(outcome);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  /** A visible document. */
  public Uni<Optional<DocumentState>> find(DocumentRef ref) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            VersionRows.document(connection, ref)
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
                .execute(VersionRows.key(ref).addLong(version))
                .map(rows -> VersionRows.first(rows).map(row -> row.getString("content"))));
  }

  /** Every visible document of a tenant, of one knowledge base if given. */
  public Uni<List<DocumentState>> list(String tenantId, Optional<String> knowledgeBaseId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT "
                        + VersionRows.COLUMNS
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

  /** The entries of the visible version, in their order. */
  public Uni<List<KnowledgeEntry>> entries(DocumentRef ref) {
    return tenants.inTransaction(ref.tenantId(), connection -> EntryRows.of(connection, ref));
  }

  /** The history of a document or entry, newest first. */
  public Uni<List<VersionView>> versions(DocumentRef ref) {
    return tenants.inTransaction(ref.tenantId(), connection -> VersionRows.all(connection, ref));
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
                        + " e.kind, e.title, e.questions, e.content, e.approved, e.tags,"
                        + " e.valid_from, e.valid_to FROM (SELECT * FROM documents WHERE tenant_id"
                        + " = $1 AND revision > $2 ORDER BY revision LIMIT $3) d LEFT JOIN entries"
                        + " e ON e.tenant_id = $1 AND e.knowledge_base_id = d.knowledge_base_id AND"
                        + " e.document_id = d.document_id AND NOT e.draft ORDER BY d.revision,"
                        + " e.ordinal")
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

  private static DocumentState state(String tenantId, Row row) {
    return new DocumentState(
        new DocumentRef(tenantId, row.getString("knowledge_base_id"), row.getString("document_id")),
        DocumentKind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getString("format"),
        row.getString("content_hash"),
        row.getLong("version"),
        row.getLong("revision"),
        row.getInteger("entry_count"),
        row.getOffsetDateTime("updated_at").toInstant());
  }
}
