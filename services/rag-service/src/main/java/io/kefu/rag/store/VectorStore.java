package io.kefu.rag.store;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.rag.embedding.TokenVectors;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Vectors of texts and their tokens in PostgreSQL, by the hash of the text they stand for. */
@ApplicationScoped
public class VectorStore {

  private final TenantScope tenants;

  /**
   * What is kept of a text.
   *
   * @param vector its vector
   * @param tokens vectors of its tokens; empty when they were never asked for
   */
  public record Kept(float[] vector, Optional<TokenVectors> tokens) {}

  /** Uses the service's pool. */
  public VectorStore(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** The vectors that are known, by hash. */
  public Uni<Map<String, Kept>> find(String tenantId, String model, Collection<String> hashes) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT content_hash, vector, tokens FROM embeddings"
                        + " WHERE tenant_id = $1 AND model = $2 AND content_hash = ANY($3)")
                .execute(Tuple.of(tenantId, model).addArrayOfString(hashes.toArray(String[]::new)))
                .map(
                    rows -> {
                      Map<String, Kept> vectors = new HashMap<>();
                      for (Row row : rows) {
                        vectors.put(
                            row.getString("content_hash"),
                            new Kept(
                                floats(row.getBuffer("vector").getDelegate()),
                                Optional.ofNullable(row.getBuffer("tokens"))
                                    .map(VectorStore::tokens)));
                      }
                      return vectors;
                    }));
  }

  /**
   * Keeps vectors. Of a text that is known already only its tokens are added, if there were none.
   */
  public Uni<Void> keep(String tenantId, String model, Map<String, Kept> vectors) {
    if (vectors.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Tuple> rows = new ArrayList<>(vectors.size());
    // Always in the same order, so that two writers of the same rows never wait for each other.
    String[] hashes = vectors.keySet().toArray(String[]::new);
    Arrays.sort(hashes);
    for (String hash : hashes) {
      Kept kept = vectors.get(hash);
      Buffer tokens = kept.tokens().map(some -> Buffer.buffer(some.toBytes())).orElse(null);
      rows.add(Tuple.tuple(Arrays.asList(tenantId, model, hash, bytes(kept.vector()), tokens)));
    }
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "INSERT INTO embeddings (tenant_id, model, content_hash, vector, tokens)"
                        + " VALUES ($1, $2, $3, $4, $5)"
                        + " ON CONFLICT (tenant_id, model, content_hash)"
                        + " DO UPDATE SET tokens = excluded.tokens"
                        + " WHERE embeddings.tokens IS NULL AND excluded.tokens IS NOT NULL")
                .executeBatch(rows)
                .replaceWithVoid());
  }

  private static TokenVectors tokens(io.vertx.mutiny.core.buffer.Buffer bytes) {
    return TokenVectors.fromBytes(ByteBuffer.wrap(bytes.getBytes()));
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
