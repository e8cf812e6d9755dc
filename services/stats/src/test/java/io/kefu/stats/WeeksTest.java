package io.kefu.stats;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.Topics;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.MessageIn;
import io.kefu.stats.intake.PastEvents;
import io.kefu.stats.intake.PastEvents.Line;
import io.kefu.stats.rollup.Measure;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The weeks hold what the days hold, whoever counted those, and are read in their place. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "stats"))
class WeeksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final int DAYS = 60;

  /** Of the third week before this one. */
  private static final LocalDate MONDAY =
      LocalDate.now(ZONE).minusWeeks(3).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));

  /** Rows of the weeks as a migration would write them now. */
  private static final String WEEKS =
      """
      SELECT 'all' AS kind, w::text AS line FROM rollup_week AS w
      UNION ALL SELECT 'question', u::text FROM unanswered_week AS u ORDER BY 1, 2
      """;

  private static final String RECEIVED =
      "SELECT sum(received) FROM rollup"
          + " WHERE tenant_id = '%s' AND tier = 'w' AND dimension = 'all'";

  private static final int MESSAGES_OF_A_REPLICA = 300;
  private static final int LINES_OF_A_TRANSACTION = 40;

  @Inject PastEvents past;
  @Inject TenantScope tenants;
  @Inject ObjectMapper mapper;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String database;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  private final String tenant = "w" + UUID.randomUUID().toString().substring(0, 8);
  private final Instant to = Instant.now().minusSeconds(3600);

  @Test
  void aRangeHoldsTheSameByTheWeekAndByTheDay() {
    past.load(new PastMessages(tenant, 150, to.minus(Duration.ofDays(DAYS)), to, 3));
    LocalDate last = LocalDate.ofInstant(to, ZONE);
    Random random = new Random(5);

    for (int i = 0; i < 3; i++) {
      LocalDate from = last.minusDays(14 + random.nextInt(DAYS - 14));
      LocalDate end = from.plusDays(8 + random.nextInt(30));
      String range = "&granularity=day&from=" + start(from) + "&to=" + start(end);
      Map<String, Object> byWeek = new TreeMap<>();
      List<Map<String, Object>> slices = get("/breakdown?dimension=grade" + range).get("slices");
      slices.forEach(
          slice -> byWeek.put((String) slice.get("value"), counted(slice.get("measures"))));

      Map<String, Object> byDay = new TreeMap<>();
      byWeek
          .keySet()
          .forEach(
              grade ->
                  byDay.put(
                      grade,
                      counted(
                          get("/timeseries?dimension=grade&value=" + grade + range)
                              .get("totals"))));

      assertThat(byWeek).as("%s to %s", from, end).isEqualTo(byDay).hasSize(4);
      assertThat(get("/questions?from=" + start(from) + "&to=" + start(end)).getLong("asked"))
          .isEqualTo(asked(from, end));
    }
  }

  /** Rows of the weeks that are not the sums of their days. */
  private static final String UNLIKE =
      """
      SELECT count(*) FROM (
        SELECT dimension, value, week_of(bucket) AS week, sum(received) AS received
        FROM rollup WHERE tenant_id = '%1$s' AND tier = 'd' GROUP BY 1, 2, 3) AS days
      FULL JOIN (
        SELECT dimension, value, bucket AS week, received
        FROM rollup WHERE tenant_id = '%1$s' AND tier = 'w') AS weeks
      USING (dimension, value, week)
      WHERE days.received IS DISTINCT FROM weeks.received
      """;

  /** A load gives up at the first transaction that fails: a deadlock would end it. */
  @Test
  void twoReplicasCountIntoTheSameWeeks() throws Exception {
    try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
      List<Future<?>> both =
          List.of(
              replicas.submit(() -> inSmallTransactions("x", 5)),
              replicas.submit(() -> inSmallTransactions("y", 6)));
      for (Future<?> one : both) {
        one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }

    assertThat(number(UNLIKE.formatted(tenant))).isZero();
    assertThat(number(RECEIVED.formatted(tenant))).isEqualTo(2 * MESSAGES_OF_A_REPLICA);
  }

  /** Each transaction holds days of many weeks, in no order of time. */
  private void inSmallTransactions(String replica, int seed) {
    List<Line> lines = new ArrayList<>();
    new PastMessages(tenant, MESSAGES_OF_A_REPLICA, to.minus(Duration.ofDays(DAYS)), to, seed)
        .forEachRemaining(
            line ->
                lines.add(
                    new Line(
                        line.topic(),
                        new String(line.value(), StandardCharsets.UTF_8)
                            .replace("\"message_id\":\"m", "\"message_id\":\"" + replica)
                            .getBytes(StandardCharsets.UTF_8))));
    Collections.shuffle(lines, new Random(seed));
    for (int at = 0; at < lines.size(); at += LINES_OF_A_TRANSACTION) {
      past.load(lines.subList(at, Math.min(lines.size(), at + LINES_OF_A_TRANSACTION)).iterator());
    }
  }

  private long number(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(database, user, password);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT set_config('kefu.tenant', '*', true)");
      try (ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Test
  void whatTheMigrationFindsIsWhatWasKeptSince() throws Exception {
    past.load(new PastMessages(tenant, 100, to.minus(Duration.ofDays(DAYS)), to, 4));
    past.load(late());
    List<String> kept;
    List<String> summedUp;
    try (Connection connection = DriverManager.getConnection(database, user, password);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT set_config('kefu.tenant', '*', true)");
      statement.execute("LOCK TABLE rollup, unanswered");
      kept = lines(statement);

      statement.execute(
          """
          DROP TABLE rollup_week, unanswered_week;
          DROP FUNCTION add_to_week, ask_in_week, week_of CASCADE
          """);
      try (InputStream migration =
          getClass().getResourceAsStream("/db/migration/V50__sums_by_the_week.sql")) {
        statement.execute(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
      }
      summedUp = lines(statement);
      connection.rollback();
    }

    assertThat(summedUp).isEqualTo(kept);
    assertThat(kept).filteredOn(line -> line.contains(tenant)).hasSizeGreaterThan(100);
  }

  @Test
  void aLateTimeTakesAQuestionOverToTheWeekBefore() {
    past.load(late());

    assertThat(
            rows(
                "SELECT week::text AS bucket, asked::bigint AS n FROM unanswered_week"
                    + " WHERE question = '多久发货'"))
        .isEqualTo(Map.of(MONDAY.minusWeeks(1).toString(), 1L, MONDAY.toString(), 0L));
    assertThat(
            rows(
                "SELECT (bucket AT TIME ZONE 'Asia/Shanghai')::text AS bucket, received AS n"
                    + " FROM rollup WHERE tier = 'w' AND dimension = 'grade' AND value = 'B'"))
        .isEqualTo(Map.of(MONDAY.minusWeeks(1) + " 00:00:00", 1L, MONDAY + " 00:00:00", 0L));
  }

  /** As a program of the version before does, twice: a new row, and one that is there. */
  @Test
  void everyMeasureOfADayIsAddedToItsWeek() {
    String names =
        Arrays.stream(Measure.values()).map(Measure::column).collect(Collectors.joining(", "));
    String additions =
        Arrays.stream(Measure.values())
            .map(measure -> "%1$s = r.%1$s + EXCLUDED.%1$s".formatted(measure.column()))
            .collect(Collectors.joining(", "));
    for (String day :
        List.of("2026-11-01T16:00:00Z", "2026-11-01T16:00:00Z", "2026-11-03T16:00:00Z")) {
      String amounts =
          Arrays.stream(Measure.values())
              .map(measure -> Integer.toString(measure.ordinal() + 1))
              .collect(Collectors.joining(", "));
      tenants
          .acrossTenants(
              connection ->
                  connection
                      .query(
                          """
                          INSERT INTO rollup AS r
                            (tenant_id, tier, dimension, value, bucket, %s, slots)
                          VALUES ('%s', 'd', 'agent', 'a', '%s', %s, '{3, 2, 9, 1}')
                          ON CONFLICT (tenant_id, tier, dimension, bucket, value) DO UPDATE SET %s,
                            slots = add_slots(r.slots, EXCLUDED.slots)
                          """
                              .formatted(names, tenant, day, amounts, additions))
                      .execute())
          .await()
          .atMost(PATIENCE);
    }

    Row week =
        query("SELECT " + names + ", slots::text AS slots FROM rollup_week").iterator().next();

    for (Measure measure : Measure.values()) {
      assertThat(week.getLong(measure.column()))
          .as(measure.column())
          .isEqualTo(3L * (measure.ordinal() + 1));
    }
    assertThat(week.getString("slots")).isEqualTo("{3,6,9,3}");
  }

  /**
   * A message and its question, and an earlier time of it that comes late: from Monday to Sunday.
   */
  private Iterator<Line> late() {
    Events events = new Events(tenant);
    Instant monday = start(MONDAY);
    CustomerTraits customer = new CustomerTraits("GRAY", "B", "售前");
    List<Line> lines = new ArrayList<>();
    for (Event event :
        List.of(
            events.message("late", monday.plusSeconds(5)),
            events.decision(
                "late", monday.plusSeconds(6), ReplyAction.TRANSFER_HUMAN, customer, "多久发货"))) {
      lines.add(line(event));
    }
    past.load(lines.iterator());
    return List.of(line(events.message("late", monday.minusSeconds(5)))).iterator();
  }

  private Line line(Event event) {
    try {
      return new Line(
          event instanceof MessageIn ? Topics.MESSAGE_IN : Topics.REPLY_OUT,
          mapper.writeValueAsBytes(event));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private long asked(LocalDate from, LocalDate end) {
    return query(
            "SELECT coalesce(sum(asked), 0)::bigint AS n FROM unanswered WHERE day >= '%s' AND day < '%s'"
                .formatted(from, end))
        .iterator()
        .next()
        .getLong("n");
  }

  private Map<String, Long> rows(String sql) {
    Map<String, Long> found = new TreeMap<>();
    query(sql).forEach(row -> found.put(row.getString("bucket"), row.getLong("n")));
    return found;
  }

  /** The wall between tenants leaves this test's rows. */
  private RowSet<Row> query(String sql) {
    return tenants
        .inTransaction(tenant, connection -> connection.query(sql).execute())
        .await()
        .atMost(PATIENCE);
  }

  /** Who was online is known of the whole tenant only. */
  private static Map<?, ?> counted(Object measures) {
    Map<?, ?> figures = new TreeMap<>((Map<?, ?>) measures);
    figures.remove("agents_online");
    return figures;
  }

  private static List<String> lines(Statement statement) throws java.sql.SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(WEEKS)) {
      while (rows.next()) {
        lines.add(rows.getString("line"));
      }
    }
    return lines;
  }

  private JsonPath get(String path) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/stats" + path)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }
}
