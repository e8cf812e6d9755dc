package io.kefu.stats.intake;

import io.kefu.stats.fact.MessageFact;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The changes of one transaction to how often each question was asked in vain, by day. What a
 * message asked moves with the message, as its other figures do; the database adds each day to its
 * week. Not thread-safe.
 */
final class Questions {

  private static final String ADD =
      """
      INSERT INTO unanswered AS u (tenant_id, day, question, asked)
      SELECT tenant_id, day, question, asked
      FROM jsonb_to_recordset($1) AS x(tenant_id text, day date, question text, asked integer)
      ORDER BY tenant_id, question, day
      ON CONFLICT (tenant_id, day, question) DO UPDATE SET asked = u.asked + EXCLUDED.asked
      """;

  private record Key(String tenantId, LocalDate day, String question) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::tenantId).thenComparing(Key::question).thenComparing(Key::day);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final SortedMap<Key, Integer> changes = new TreeMap<>();
  private final ZoneId zone;

  Questions(ZoneId zone) {
    this.zone = zone;
  }

  void move(String tenantId, MessageFact before, MessageFact after) {
    post(tenantId, before, -1);
    post(tenantId, after, 1);
  }

  private void post(String tenantId, MessageFact fact, int sign) {
    if (fact == null || fact.unanswered() == null) {
      return;
    }
    changes.merge(
        new Key(tenantId, LocalDate.ofInstant(fact.receivedAt(), zone), fact.unanswered()),
        sign,
        Integer::sum);
  }

  Uni<Void> store(SqlConnection connection) {
    JsonArray rows = new JsonArray();
    changes.forEach(
        (key, asked) -> {
          if (asked != 0) {
            rows.add(
                new JsonObject()
                    .put("tenant_id", key.tenantId())
                    .put("day", key.day().toString())
                    .put("question", key.question())
                    .put("asked", asked));
          }
        });
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection.preparedQuery(ADD).execute(Tuple.of(rows)).replaceWithVoid();
  }
}
