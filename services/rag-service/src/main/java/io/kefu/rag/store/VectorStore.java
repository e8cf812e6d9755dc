package io.kefu.rag.store;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Vectors in PostgreSQL, by the hash of the text they stand for. */
@ApplicationScoped
public class VectorStore {

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public VectorStore(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** The vectors that are known, by hash. */
  public Uni<Map<String, float[]>> find(String tenantId, String model, Collection<String> hashes) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT content_hash, vector FROM embeddings"
                        + " WHERE tenant_id = $1 AND model = $2 AND content_hash = ANY($3)")
                .execute(Tuple.of(tenantId, model).addArrayOfString(hashes.toArray(String[]::new)))
                .map(
                    rows -> {
                      Map<String, float[]> vectors = new HashMap<>();
                      for (Row row : rows) {
                        vectors.put(
                            row.getString("content_hash"),
                            floats(row.getBuffer("vector").getDelegate()));
                      }
                      return vectors;
                    }));
  }

  /** Keeps vectors; those that are known already stay as they are. */
  public Uni<Void> keep(String tenantId, String model, Map<String, float[]> vectors) {
    if (vectors.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Tuple> rows = new ArrayList<>(vectors.size());
    // Always in the same order, so that two writers of the same rows never wait for each other.
    String[] hashes = vectors.keySet().toArray(String[]::new);
    Arrays.sort(hashes);
    for (String hash : hashes) {
      rows.add(Tuple.tuple(Arrays.asList(tenantId, model, hash, bytes(vectors.get(hash)))));
    }
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "INSERT INTO embeddings (tenant_id, model, content_hash, vector)"
                        + " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
                .executeBatch(rows)
                .replaceWithVoid());
  }

  private static Buffer bytes(float[] vector) {
    Buffer buffer = Buffer.buffer(4 * vector.length);
    for (float value : vector) {
      buffer.appendFloat(value);
    }
    return buffer;
  }

  private static float[] floats(Buffer buffer) {
    float[] vector = new float[buffer.length() / 4];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = buffer.getFloat(4 * i);
    }
    return vector;
  }
}
