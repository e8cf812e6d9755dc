package io.kefu.rag.milvus;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.rag.index.EntryKey;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.VersionedKey;
import io.kefu.rag.knowledge.VectorizedEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The vectors of all tenants in Milvus: a collection for each embedding model, the tenant as its
 * partition key, one row a vector. A row's key is made of what it stands for, so that writing it
 * again changes nothing. Blocks the calling thread; thread-safe.
 */
final class MilvusVectors implements AutoCloseable {

  private static final String KEY = "id";
  private static final String TENANT = "tenant";
  private static final String BASE = "kb";
  private static final String DOCUMENT = "doc";
  private static final String ENTRY = "entry";
  private static final String VERSION = "version";
  private static final String VECTOR = "vector";
  private static final int TEXT = 512;
  private static final int KEY_LENGTH = 64;

  private final MilvusClient client;
  private final MilvusConfig config;
  private final String collection;
  private volatile boolean prepared;

  MilvusVectors(MilvusConfig config, String model) {
    this.config = config;
    this.client = new MilvusClient(config);
    this.collection = config.collectionPrefix() + "_" + model.replaceAll("[^A-Za-z0-9]", "_");
  }

  /** What it is called in the notes of how far it has come. */
  String name() {
    return "milvus/" + collection;
  }

  /** Writes the vectors of documents as they now are, and takes away those of older versions. */
  void put(String tenantId, List<IndexedDocument> documents) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (IndexedDocument document : documents) {
      for (VectorizedEntry entry : document.entries()) {
        if (entry.isEmbedded()) {
          prepare(entry.summary().length);
          add(tenantId, document, entry, rows);
        }
      }
    }
    for (int from = 0; from < rows.size(); from += config.batch()) {
      client.call(
          "entities/upsert",
          Map.of(
              "collectionName",
              collection,
              "data",
              rows.subList(from, Math.min(rows.size(), from + config.batch()))),
          config.writeTimeout());
    }
    for (IndexedDocument document : documents) {
      removeOlder(tenantId, document);
    }
  }

  /** The entries nearest to a vector, nearest first, each once, in whatever version. */
  List<VersionedKey> nearest(String tenantId, float[] vector, Set<String> bases, int limit) {
    StringBuilder filter = new StringBuilder(TENANT + " == " + quoted(tenantId));
    if (!bases.isEmpty()) {
      filter
          .append(" and " + BASE + " in [")
          .append(String.join(", ", bases.stream().sorted().map(MilvusVectors::quoted).toList()))
          .append(']');
    }
    JsonNode rows =
        client.call(
            "entities/search",
            Map.of(
                "collectionName",
                collection,
                "data",
                List.of(vector),
                "annsField",
                VECTOR,
                "filter",
                filter.toString(),
                "limit",
                limit,
                "outputFields",
                List.of(BASE, DOCUMENT, ENTRY, VERSION)),
            config.searchTimeout());
    Set<VersionedKey> found = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      found.add(
          new VersionedKey(
              new EntryKey(
                  row.path(BASE).asText(), row.path(DOCUMENT).asText(), row.path(ENTRY).asText()),
              row.path(VERSION).asLong()));
    }
    return List.copyOf(found);
  }

  private void removeOlder(String tenantId, IndexedDocument document) {
    if (!exists()) {
      return;
    }
    // A deleted document has no rows of its own version: nothing of it stays.
    client.call(
        "entities/delete",
        Map.of(
            "collectionName",
            collection,
            "filter",
            String.format(
                "%s == %s and %s == %s and %s == %s and %s < %d",
                TENANT,
                quoted(tenantId),
                BASE,
                quoted(document.knowledgeBaseId()),
                DOCUMENT,
                quoted(document.documentId()),
                VERSION,
                document.entries().isEmpty() ? document.version() + 1 : document.version())),
        config.writeTimeout());
  }

  private static void add(
      String tenantId,
      IndexedDocument document,
      VectorizedEntry entry,
      List<Map<String, Object>> rows) {
    List<float[]> vectors = new ArrayList<>(entry.questions());
    vectors.add(entry.summary());
    for (int i = 0; i < vectors.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put(KEY, key(tenantId, document, entry.entry().entryId(), i));
      row.put(TENANT, tenantId);
      row.put(BASE, document.knowledgeBaseId());
      row.put(DOCUMENT, document.documentId());
      row.put(ENTRY, entry.entry().entryId());
      row.put(VERSION, document.version());
      row.put(VECTOR, vectors.get(i));
      rows.add(row);
    }
  }

  private static String key(String tenantId, IndexedDocument document, String entryId, int vector) {
    String whole =
        String.join(
            "\u0000",
            tenantId,
            document.knowledgeBaseId(),
            document.documentId(),
            entryId,
            Long.toString(document.version()),
            Integer.toString(vector));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private boolean exists() {
    return prepared
        || client
            .call("collections/has", Map.of("collectionName", collection), config.writeTimeout())
            .path("has")
            .asBoolean();
  }

  private void prepare(int dimensions) {
    if (prepared) {
      return;
    }
    if (!exists()) {
      create(dimensions);
    }
    client.call("collections/load", Map.of("collectionName", collection), config.writeTimeout());
    prepared = true;
  }

  private void create(int dimensions) {
    List<Map<String, Object>> fields =
        List.of(
            Map.of(
                "fieldName",
                KEY,
                "dataType",
                "VarChar",
                "isPrimary",
                true,
                "elementTypeParams",
                Map.of("max_length", Integer.toString(KEY_LENGTH))),
            Map.of(
                "fieldName",
                TENANT,
                "dataType",
                "VarChar",
                "isPartitionKey",
                true,
                "elementTypeParams",
                Map.of("max_length", Integer.toString(TEXT))),
            text(BASE),
            text(DOCUMENT),
            text(ENTRY),
            Map.of("fieldName", VERSION, "dataType", "Int64"),
            Map.of(
                "fieldName",
                VECTOR,
                "dataType",
                "FloatVector",
                "elementTypeParams",
                Map.of("dim", Integer.toString(dimensions))));
    client.call(
        "collections/create",
        Map.of(
            "collectionName",
            collection,
            "schema",
            Map.of("autoId", false, "enableDynamicField", false, "fields", fields),
            "indexParams",
            List.of(
                Map.of(
                    "fieldName",
                    VECTOR,
                    "indexName",
                    VECTOR,
                    "metricType",
                    "COSINE",
                    "params",
                    Map.of("index_type", "AUTOINDEX")))),
        config.writeTimeout());
  }

  private static Map<String, Object> text(String name) {
    return Map.of(
        "fieldName",
        name,
        "dataType",
        "VarChar",
        "elementTypeParams",
        Map.of("max_length", Integer.toString(TEXT)));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public void close() {
    client.close();
  }
}
