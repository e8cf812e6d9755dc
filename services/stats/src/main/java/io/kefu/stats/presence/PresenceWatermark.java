package io.kefu.stats.presence;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Map;

/** Until when the minutes of a tenant are sampled. */
public final class PresenceWatermark {

  private static final String MOVE_BACK =
      """
      INSERT INTO presence_watermark AS w (tenant_id, sampled_until)
      SELECT tenant_id, sampled_until
      FROM jsonb_to_recordset($1) AS x(tenant_id text, sampled_until timestamptz)
      ORDER BY tenant_id
      ON CONFLICT (tenant_id) DO UPDATE SET sampled_until = EXCLUDED.sampled_until
      WHERE w.sampled_until > EXCLUDED.sampled_until
      """;

  private PresenceWatermark() {}

  /** Has the minutes from the given times on sampled again. */
  public static Uni<Void> moveBack(SqlConnection connection, Map<String, Instant> from) {
    if (from.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    JsonArray rows = new JsonArray();
    from.forEach(
        (tenant, time) ->
            rows.add(
                new JsonObject().put("tenant_id", tenant).put("sampled_until", time.toString())));
    return connection.preparedQuery(MOVE_BACK).execute(Tuple.of(rows)).replaceWithVoid();
  }
}
