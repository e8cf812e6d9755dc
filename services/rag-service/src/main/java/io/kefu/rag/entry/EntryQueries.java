package io.kefu.rag.entry;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.rag.store.DocumentRef;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the current versions of question/answer entries. */
@ApplicationScoped
public class EntryQueries {

  private static final String SELECT =
      "SELECT d.knowledge_base_id, d.document_id, d.version, d.updated_at, e.title, e.questions,"
          + " e.content, e.tags, e.draft, e.valid_from, e.valid_to FROM documents d"
          + " JOIN entries e ON e.tenant_id = d.tenant_id"
          + " AND e.knowledge_base_id = d.knowledge_base_id AND e.document_id = d.document_id"
          + " WHERE d.tenant_id = $1 AND d.knowledge_base_id = $2 AND d.kind = 'ENTRY'"
          + " AND NOT d.deleted";

  /**
   * Which entries to list; every value but the knowledge base may be null.
   *
   * @param knowledgeBaseId knowledge base
   * @param tag with this tag
   * @param draft drafts only, or approved ones only
   * @param text with this text in a question or the answer
   * @param after with a greater id than this
   * @param limit how many
   */
  record Filter(
      String knowledgeBaseId, String tag, Boolean draft, String text, String after, int limit) {}

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public EntryQueries(TenantScope tenants) {
    this.tenants = tenants;
  }

  Uni<Optional<EntryView>> find(DocumentRef ref) {
    return tenants.inTransaction(
        ref.tenantId(),
        connection ->
            connection
                .preparedQuery(SELECT + " AND d.document_id = $3")
                .execute(Tuple.of(ref.tenantId(), ref.knowledgeBaseId(), ref.documentId()))
                .map(rows -> views(rows).stream().findFirst()));
  }

  /** Entries in the order of their ids, along the primary key of documents. */
  Uni<List<EntryView>> list(String tenantId, Filter filter) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    SELECT
                        + " AND ($3::text IS NULL OR d.document_id > $3)"
                        + " AND ($4::text IS NULL OR $4 = ANY(e.tags))"
                        + " AND ($5::boolean IS NULL OR e.draft = $5)"
                        + " AND ($6::text IS NULL OR strpos(lower(e.content), lower($6)) > 0 OR"
                        + " strpos(lower(array_to_string(e.questions, chr(10))), lower($6)) > 0)"
                        + " ORDER BY d.document_id LIMIT $7")
                .execute(
                    Tuple.of(tenantId, filter.knowledgeBaseId(), filter.after(), filter.tag())
                        .addBoolean(filter.draft())
                        .addString(filter.text())
                        .addInteger(filter.limit()))
                .map(EntryQueries::views));
  }

  private static List<EntryView> views(RowSet<Row> rows) {
    List<EntryView> views = new ArrayList<>();
    for (Row row : rows) {
      views.add(
          new EntryView(
              row.getString("document_id"),
              row.getString("knowledge_base_id"),
              row.getLong("version"),
              List.of(row.getArrayOfStrings("questions")),
              row.getString("content"),
              row.getString("title"),
              List.of(row.getArrayOfStrings("tags")),
              Boolean.TRUE.equals(row.getBoolean("draft"))
                  ? EntryStatus.DRAFT
                  : EntryStatus.APPROVED,
              time(row, "valid_from"),
              time(row, "valid_to"),
              row.getOffsetDateTime("updated_at").toInstant()));
    }
    return views;
  }

  private static Instant time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
