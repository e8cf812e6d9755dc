package io.kefu.message.search;

import io.kefu.chassis.tenancy.TenantScope;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Shutdown;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Makes messages searchable, behind intake and never in its way. The protocol: (1) one replica at a
 * time holds an advisory lock, which ends with its transaction, also when the process dies; (2)
 * messages have their seq before they are committed, so a fence is put where the sequence stands,
 * together with a transaction id taken afterwards; (3) once no transaction up to that id runs any
 * more, everything up to the fence is there, and is indexed in batches; (4) a batch's keys and how
 * far it went are one transaction, so a crash repeats or loses none.
 */
@ApplicationScoped
public class MessageIndexer {

  private static final Logger LOG = Logger.getLogger(MessageIndexer.class);

  /** Any number that nobody else uses in this database: "kefu idx". */
  private static final long LOCK = 0x6b65667520696478L;

  private static final int CUSTOMERS_AT_A_TIME = 20;

  private static final String TRY_LOCK =
      "SELECT pg_try_advisory_xact_lock($1), set_config('kefu.search', '{}', true)";

  private static final String PROGRESS =
      """
      SELECT indexed_seq, fence_seq, (SELECT last_value FROM inbox_seq_seq) AS last_seq,
        COALESCE(fence_xid < pg_snapshot_xmin(pg_current_snapshot()), true) AS complete
      FROM message_search_progress WHERE tenant_id = '*'
      """;

  /** The id is taken after the sequence was read: see (2). */
  private static final String FENCE =
      """
      UPDATE message_search_progress SET fence_seq = $1, fence_xid = pg_current_xact_id()
      WHERE tenant_id = '*'
      """;

  /** Uses messages_seq. */
  private static final String NEXT =
      """
      SELECT m.tenant_id, m.seq, m.received_at, m.message_id,
        CASE WHEN EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = m.tenant_id
            AND c.customer_id = m.customer_id AND c.bucket = 'BLACK')
          THEN '' ELSE search_text(m.content) END AS text
      FROM messages m WHERE m.seq > $1 AND m.seq <= $2 ORDER BY m.seq LIMIT $3
      """;

  private static final String INSERT =
      """
      INSERT INTO message_search (tenant_id, seq, received_at, message_id, keys)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
      """;

  private static final String DONE =
      "UPDATE message_search_progress SET indexed_seq = $1 WHERE tenant_id = '*'";

  private static final String REVIEWS =
      """
      DELETE FROM message_search_review WHERE (tenant_id, customer_id) IN (
        SELECT tenant_id, customer_id FROM message_search_review LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING tenant_id, customer_id
      """;

  private static final String FORGET =
      """
      DELETE FROM message_search s USING messages m, customers c
      WHERE c.tenant_id = $1 AND c.customer_id = $2 AND c.bucket = 'BLACK'
        AND m.tenant_id = $1 AND m.customer_id = $2 AND s.tenant_id = $1 AND s.seq = m.seq
      """;

  /** Uses messages_customer; what the indexer has yet to pass is left to it. */
  private static final String AGAIN =
      """
      SELECT m.tenant_id, m.seq, m.received_at, m.message_id, search_text(m.content) AS text
      FROM messages m
      JOIN customers c ON c.tenant_id = m.tenant_id AND c.customer_id = m.customer_id
      WHERE m.tenant_id = $1 AND m.customer_id = $2 AND c.bucket <> 'BLACK'
        AND m.seq <= (SELECT indexed_seq FROM message_search_progress WHERE tenant_id = '*')
        AND NOT EXISTS (
          SELECT 1 FROM message_search s WHERE s.tenant_id = $1 AND s.seq = m.seq)
      """;

  private final TenantScope tenants;
  private final SearchConfig config;
  private final Counter indexed;
  private final AtomicLong behind = new AtomicLong();
  private volatile boolean running = true;

  MessageIndexer(TenantScope tenants, SearchConfig config, MeterRegistry metrics) {
    this.tenants = tenants;
    this.config = config;
    this.indexed = metrics.counter("message_search_indexed");
    metrics.gauge("message_search_behind", behind);
  }

  @Scheduled(
      every = "{kefu.message.search.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return catchUp()
        .chain(() -> locked(this::review))
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure -> {
              if (running) {
                LOG.warnf("messages become searchable later: %s", failure);
              }
            })
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> catchUp() {
    return locked(this::forward)
        .chain(
            count ->
                count >= config.batch() && running
                    ? rest().chain(this::catchUp)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> rest() {
    Uni<Void> now = Uni.createFrom().voidItem();
    return config.rest().isPositive() ? now.onItem().delayIt().by(config.rest()) : now;
  }

  /** One transaction of the replica that has the lock; the others do nothing. */
  private Uni<Integer> locked(Function<SqlConnection, Uni<Integer>> work) {
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(TRY_LOCK)
                .execute(Tuple.of(LOCK))
                .chain(
                    locked ->
                        locked.iterator().next().getBoolean(0)
                            ? work.apply(connection)
                            : Uni.createFrom().item(0)));
  }

  /** Nothing before the progress is read may write: the fence's id must be younger. */
  private Uni<Integer> forward(SqlConnection connection) {
    return connection
        .preparedQuery(PROGRESS)
        .execute()
        .chain(
            rows -> {
              Row progress = rows.iterator().next();
              long done = progress.getLong("indexed_seq");
              long fence = progress.getLong("fence_seq");
              long last = progress.getLong("last_seq");
              behind.set(Math.max(0, last - done));
              if (done < fence) {
                return progress.getBoolean("complete")
                    ? index(connection, done, fence, last)
                    : Uni.createFrom().item(0);
              }
              return fence(connection, fence, last).replaceWith(0);
            });
  }

  private Uni<Integer> index(SqlConnection connection, long done, long fence, long last) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(done, fence, config.batch()))
        .chain(
            rows -> {
              boolean more = rows.size() >= config.batch();
              long reached = more ? lastOf(rows) : fence;
              return insert(connection, rows)
                  .chain(() -> connection.preparedQuery(DONE).execute(Tuple.of(reached)))
                  .chain(() -> more ? Uni.createFrom().voidItem() : fence(connection, fence, last))
                  .replaceWith(rows.size());
            });
  }

  private static Uni<Void> fence(SqlConnection connection, long fence, long last) {
    return last > fence
        ? connection.preparedQuery(FENCE).execute(Tuple.of(last)).replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static long lastOf(RowSet<Row> rows) {
    long last = 0;
    for (Row row : rows) {
      last = row.getLong("seq");
    }
    return last;
  }

  private Uni<Void> insert(SqlConnection connection, RowSet<Row> rows) {
    Map<String, SearchKeys> keys = new HashMap<>();
    List<Tuple> values = new ArrayList<>(rows.size());
    for (Row row : rows) {
      String tenantId = row.getString("tenant_id");
      int[] found = keys.computeIfAbsent(tenantId, SearchKeys::new).ofText(row.getString("text"));
      if (found.length > 0) {
        values.add(
            Tuple.tuple()
                .addString(tenantId)
                .addLong(row.getLong("seq"))
                .addOffsetDateTime(row.getOffsetDateTime("received_at"))
                .addString(row.getString("message_id"))
                .addArrayOfInteger(Arrays.stream(found).boxed().toArray(Integer[]::new)));
      }
    }
    if (values.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(INSERT)
        .executeBatch(values)
        .invoke(() -> indexed.increment(values.size()))
        .replaceWithVoid();
  }

  /** Customers whose messages have to leave the index, or to come back. */
  private Uni<Integer> review(SqlConnection connection) {
    return connection
        .preparedQuery(REVIEWS)
        .execute(Tuple.of(CUSTOMERS_AT_A_TIME))
        .chain(
            customers -> {
              Uni<Void> reviewed = Uni.createFrom().voidItem();
              for (Row customer : customers) {
                Tuple key =
                    Tuple.of(customer.getString("tenant_id"), customer.getUUID("customer_id"));
                reviewed =
                    reviewed
                        .chain(() -> connection.preparedQuery(FORGET).execute(key))
                        .chain(() -> connection.preparedQuery(AGAIN).execute(key))
                        .chain(rows -> insert(connection, rows));
              }
              return reviewed.replaceWith(customers.size());
            });
  }

  @Shutdown
  void stop() {
    running = false;
  }
}
