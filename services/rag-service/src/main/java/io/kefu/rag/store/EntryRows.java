package io.kefu.rag.store;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Entries as rows, within the caller's transaction. */
final class EntryRows {

  private EntryRows() {}

  /** Groups the joined rows of documents and entries, which come in the order of revisions. */
  static List<ChangedDocument> changes(String tenantId, RowSet<Row> rows) {
    List<ChangedDocument> changes = new ArrayList<>();
    List<KnowledgeEntry> entries = new ArrayList<>();
    Row document = null;
    for (Row row : rows) {
      if (document != null && !document.getLong("revision").equals(row.getLong("revision"))) {
        changes.add(change(tenantId, document, entries));
        entries.clear();
      }
      document = row;
      if (row.getString("entry_id") != null) {
        entries.add(entry(row));
      }
    }
    if (document != null) {
      changes.add(change(tenantId, document, entries));
    }
    return changes;
  }

  private static ChangedDocument change(String tenantId, Row row, List<KnowledgeEntry> entries) {
    DocumentRef ref =
        new DocumentRef(tenantId, row.getString("knowledge_base_id"), row.getString("document_id"));
    return new ChangedDocument(ref, row.getLong("version"), row.getLong("revision"), entries);
  }

  static KnowledgeEntry entry(Row row) {
    return new KnowledgeEntry(
        row.getString("entry_id"),
        EntryKind.valueOf(row.getString("kind")),
        row.getString("title"),
        List.of(row.getArrayOfStrings("questions")),
        row.getString("content"),
        row.getBoolean("approved"),
        List.of(row.getArrayOfStrings("tags")),
        new Validity(time(row, "valid_from"), time(row, "valid_to")));
  }

  private static Instant time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime time(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** Writes the entries of a document in their order. */
  static Uni<Void> insert(
      SqlConnection connection, DocumentRef ref, boolean draft, List<KnowledgeEntry> entries) {
    List<Tuple> rows = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      KnowledgeEntry entry = entries.get(i);
      rows.add(
          key(ref)
              .addInteger(i)
              .addString(entry.entryId())
              .addString(entry.kind().name())
              .addString(entry.title())
              .addArrayOfString(entry.questions().toArray(String[]::new))
              .addString(entry.content())
              .addBoolean(entry.approved())
              .addArrayOfString(entry.tags().toArray(String[]::new))
              .addBoolean(draft)
              .addOffsetDateTime(time(entry.validity().from()))
              .addOffsetDateTime(time(entry.validity().to())));
    }
    return connection
        .preparedQuery(
            "INSERT INTO entries (tenant_id, knowledge_base_id, document_id, ordinal, entry_id,"
                + " kind, title, questions, content, approved, tags, draft, valid_from, valid_to)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)")
        .executeBatch(rows)
        .replaceWithVoid();
  }

  /** The entries of a document in their order. */
  static Uni<List<KnowledgeEntry>> of(SqlConnection connection, DocumentRef ref) {
    return connection
        .preparedQuery(
            "SELECT entry_id, kind, title, questions, content, approved, tags, valid_from, valid_to"
                + " FROM entries WHERE tenant_id = $1 AND knowledge_base_id = $2"
                + " AND document_id = $3 ORDER BY ordinal")
        .execute(key(ref))
        .map(
            rows -> {
              List<KnowledgeEntry> entries = new ArrayList<>();
              rows.forEach(row -> entries.add(entry(row)));
              return entries;
            });
  }

  /** Takes away the entries of a document. */
  static Uni<Void> remove(SqlConnection connection, DocumentRef ref) {
    return connection
        .preparedQuery(
            "DELETE FROM entries WHERE tenant_id = $1 AND knowledge_base_id = $2"
                + " AND document_id = $3")
        .execute(key(ref))
        .replaceWithVoid();
  }

  private static Tuple key(DocumentRef ref) {
    return Tuple.of(ref.tenantId(), ref.knowledgeBaseId(), ref.documentId());
  }
}
