package io.kefu.stats;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.Topics;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.stats.daily.DailyConfig;
import io.kefu.stats.daily.DailySender;
import io.kefu.stats.daily.DailyStore;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What became of customers and conversations: events in, every view of them out. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "stats"))
class BusinessFiguresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final CustomerTraits KEY_ACCOUNT = new CustomerTraits("WHITE", "A", "售后");
  private static final CustomerTraits PROSPECT = new CustomerTraits("GRAY", "C", "售前");

  @Inject ObjectMapper mapper;
  @Inject TenantScope tenants;
  @Inject StatsConfig config;
  @Inject DailyStore daily;
  @Inject MeterRegistry metrics;
  @TestHTTPResource URI root;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  private final String tenant = "b" + UUID.randomUUID().toString().substring(0, 8);
  private final Events events = new Events(tenant);

  /** Noon of yesterday, so that a whole day lies around it, whenever the test runs. */
  private final LocalDate day = LocalDate.now(ZONE).minusDays(1);

  private final Instant noon = day.atTime(12, 0).atZone(ZONE).toInstant();
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void openProducer() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka, "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterEach
  void closeProducer() {
    producer.close();
  }

  @Test
  void countsEveryMeasureByEveryDimension() throws Exception {
    deliver(aDay());

    JsonNode totals = json(get("?granularity=day&" + theDay())).path("totals");
    assertThat(totals.path("received").asInt()).isEqualTo(5);
    assertThat(totals.path("replied").asInt()).isEqualTo(3);
    assertThat(totals.path("replied_by_bot_alone").asInt()).isEqualTo(3);
    assertThat(totals.path("handed_over").asInt()).isEqualTo(2);
    assertThat(totals.path("handover_rate").asDouble()).isEqualTo(0.4);
    assertThat(totals.path("knowledge_hits").asInt()).isEqualTo(3);
    assertThat(totals.path("knowledge_misses").asInt()).isEqualTo(2);
    assertThat(totals.path("cost").asDouble()).isEqualTo(0.0075);
    assertThat(totals.path("sla_breaches").asInt()).isEqualTo(1);
    assertThat(totals.path("episodes").asInt()).isEqualTo(2);
    assertThat(totals.path("resolution_rate").asDouble()).isEqualTo(0.5);
    assertThat(totals.path("resolution_ms").asDouble()).isEqualTo(60_000);
    assertThat(totals.path("satisfaction").path("mean").asDouble()).isEqualTo(4.0);
    assertThat(totals.path("satisfaction").path("satisfied_rate").asDouble()).isEqualTo(0.5);

    assertThat(slices("grade", "received")).isEqualTo(Map.of("A", 3, "C", 2));
    assertThat(slices("bucket", "received")).isEqualTo(Map.of("WHITE", 3, "GRAY", 2));
    assertThat(slices("trigger", "received")).isEqualTo(Map.of("售后", 3, "售前", 2));
    assertThat(slices("operator", "episodes")).isEqualTo(Map.of("li", 2));
    assertThat(slices("operator", "reply_parts")).isEqualTo(Map.of("li", 1));
    assertThat(slices("model", "received")).isEqualTo(Map.of("deepseek-flash", 5));
    assertThat(slices("rule", "received")).isEqualTo(Map.of("shipped.answer", 5));
    assertThat(slices("hour", "received")).isEqualTo(Map.of("12", 5));
    assertThat(slices("hour", "episodes")).isEqualTo(Map.of("12", 1, "18", 1));

    JsonNode series = json(get("/timeseries?granularity=day&dimension=grade&value=C&" + theDay()));
    assertThat(series.path("totals").path("received").asInt()).isEqualTo(2);
  }

  @Test
  void showsTheFunnelThePoolTheQuestionsAndTheOverview() throws Exception {
    deliver(aDay());

    JsonNode funnel = json(get("/funnel?granularity=day&" + theDay()));
    assertThat(counts(funnel.path("messages"))).containsExactly(5, 5, 3, 3);
    assertThat(funnel.at("/messages/2/of_first").asDouble()).isEqualTo(0.6);
    assertThat(counts(funnel.path("episodes"))).containsExactly(2, 2, 1);

    JsonNode pool = json(get("/unknown-pool?" + theDay()));
    // Two were there from the day before, one came, two left by 20:00, one after.
    assertThat(pool.path("clear_by").asInt()).isEqualTo(20);
    assertThat(pool.path("days")).hasSize(1);
    assertThat(pool.at("/days/0/waiting").asInt()).isEqualTo(2);
    assertThat(pool.at("/days/0/entered").asInt()).isEqualTo(1);
    assertThat(pool.at("/days/0/cleared").asInt()).isEqualTo(2);
    assertThat(pool.at("/days/0/clear_rate").asDouble()).isBetween(0.66, 0.67);

    JsonNode questions = json(get("/questions?" + theDay()));
    assertThat(questions.path("asked").asInt()).isEqualTo(2);
    assertThat(questions.path("clusters")).hasSize(1);
    assertThat(questions.at("/clusters/0/times").asInt()).isEqualTo(2);

    JsonNode overview = json(get("/overview?granularity=day&" + theDay()));
    assertThat(overview.at("/now/overdue").asInt()).isEqualTo(1);
    assertThat(overview.at("/totals/received").asInt()).isEqualTo(5);
    assertThat(overview.at("/previous/received").asInt()).isZero();
    assertThat(overview.at("/pool/left").asInt()).isEqualTo(1);

    get("/daily?format=text&day=" + day).statusCode(200).contentType("text/plain");
    assertThat(get("/daily?format=html&day=" + day).statusCode(200).extract().asString())
        .contains("<h1>客服日报 " + day + "</h1>", "多久能发货");
    get("/daily?day=tomorrow").statusCode(400).contentType("application/problem+json");
  }

  @Test
  void replayingTheDayInAnyOrderChangesNoRow() throws Exception {
    List<Event> whole = aDay();
    deliver(whole);
    String before = everyRow();

    List<Event> again = new ArrayList<>(whole);
    again.addAll(whole);
    Collections.shuffle(again, new Random(7));
    deliver(again);

    assertThat(everyRow()).isEqualTo(before);
    assertThat(before).contains("all", "grade");
  }

  @Test
  void exportsTablesForSpreadsheets() throws Exception {
    deliver(aDay());

    String csv =
        get("/export?dimension=operator&granularity=day&" + theDay())
            .statusCode(200)
            .contentType("text/csv")
            .extract()
            .asString();
    byte[] workbook =
        get("/export?format=xlsx&granularity=day&" + theDay())
            .statusCode(200)
            .contentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .extract()
            .asByteArray();

    assertThat(csv).startsWith("\uFEFFoperator,received,").contains("\r\nli,0,");
    assertThat(workbook).startsWith('P', 'K');
    get("/export?format=pdf").statusCode(400).contentType("application/problem+json");
  }

  @Test
  void streamsPictures() throws Exception {
    deliver(aDay());
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve("/internal/v1/stats/live"))
            .header("Authorization", TestTokens.service(tenant))
            .header("Accept", "text/event-stream")
            .timeout(PATIENCE)
            .build();

    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
          line = lines.readLine();
        }
        JsonNode picture = mapper.readTree(line.substring("data:".length()));
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
            .startsWith("text/event-stream");
        assertThat(picture.at("/now/overdue").asInt()).isEqualTo(1);
        assertThat(picture.path("minutes")).hasSize(15);
      }
      http.shutdownNow();
    }
  }

  @Test
  void sendsADaysReportOnceAndAgainOnlyWhenItWasRefused() throws Exception {
    deliver(aDay());
    List<String> received = new CopyOnWriteArrayList<>();
    AtomicInteger refusals = new AtomicInteger(1);
    HttpServer robot =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    robot.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer =
              (refusals.getAndDecrement() > 0 ? "{\"errcode\":45009}" : "{\"errcode\":0}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    robot.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + robot.getAddress().getPort() + "/send?key=k");
      DailySender sender =
          new DailySender(tenants, daily, withWebhook(url), mapper, Clock.systemUTC(), metrics);

      // The same day is planned again and again, and due again after a refusal only.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                sender.run();
                return received.size() >= 2;
              });
      sender.run();
      sender.run();
    } finally {
      robot.stop(0);
    }

    assertThat(received).hasSize(2);
    assertThat(mapper.readTree(received.getLast()).at("/text/content").asText())
        .startsWith("客服日报 " + day)
        .contains("收到消息：5 条");
  }

  @Test
  void tellsTheFleetsMetrics() throws Exception {
    deliver(List.of(events.message("m", noon)));
    get("");

    String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    assertThat(metrics)
        .contains("error_count_total{code=\"internal_error\",topic=\"http\"} 0.0")
        .contains("db_query_duration_seconds_count")
        .contains("http_server_requests_seconds_count")
        .contains("kafka_consumer_fetch_manager_records_lag");
  }

  /** Five messages, an operator's text, two episodes, a breach, the pool, and an agent online. */
  private List<Event> aDay() {
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Instant at = noon.plusSeconds(i);
      boolean known = i < 3;
      all.add(events.message("m" + i, at));
      all.add(
          events.decision(
              "m" + i,
              at.plusMillis(400),
              known ? ReplyAction.REPLY : ReplyAction.TRANSFER_HUMAN,
              known ? KEY_ACCOUNT : PROSPECT,
              known ? null : i == 3 ? "多久能发货？" : "请问多久能发货呢"));
    }
    all.add(events.operatorText("op-1", noon.plusSeconds(30), "li"));
    all.add(events.receipt("op-1", noon.plusSeconds(31), ReceiptStatus.SENT));
    all.add(events.conversation("v1", 4, ConversationStatus.NEED_REPLY, noon, KEY_ACCOUNT));
    all.add(
        events.conversation(
            "v1", 5, ConversationStatus.OVERDUE, noon.plusSeconds(1800), KEY_ACCOUNT));
    all.add(events.episode("o1", 0, "unsolved", 2, noon.plusSeconds(60)));
    all.add(events.episode("o1", 1, "solved", 5, noon.plusSeconds(60)));
    all.add(events.episode("o2", 0, "transferred", 3, noon.plus(6, ChronoUnit.HOURS)));
    all.add(events.pool(uuid("p1"), true, noon.minus(1, ChronoUnit.DAYS)));
    all.add(events.pool(uuid("p2"), true, noon.minus(1, ChronoUnit.DAYS)));
    all.add(events.pool(uuid("p3"), true, noon));
    all.add(events.pool(uuid("p4"), false, noon.plus(1, ChronoUnit.HOURS)));
    all.add(events.pool(uuid("p5"), false, noon.plus(8, ChronoUnit.HOURS).minusMillis(1)));
    all.add(events.pool(uuid("p6"), false, noon.plus(8, ChronoUnit.HOURS)));
    all.add(events.online("s-1", noon));
    return all;
  }

  private UUID uuid(String name) {
    return UUID.nameUUIDFromBytes((tenant + name).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Publishes, with an event of another tenant behind it in each partition, and waits for those.
   */
  private void deliver(List<Event> all) throws Exception {
    for (Event event : all) {
      send(event);
    }
    String after = "z" + UUID.randomUUID().toString().substring(0, 8);
    Events last = new Events(after);
    send(last.message("m", noon));
    send(last.decision("m", noon.plusMillis(1), ReplyAction.REPLY, KEY_ACCOUNT, null));
    send(last.conversation("v", 1, ConversationStatus.OVERDUE, noon, KEY_ACCOUNT));
    send(last.episode("o", 0, "solved", null, noon));
    send(last.receipt("r", noon, ReceiptStatus.SENT));
    producer.flush();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode totals = json(get(after, "?granularity=day&" + theDay())).path("totals");
              assertThat(totals.path("replied").asInt()).isEqualTo(1);
              assertThat(totals.path("sla_breaches").asInt()).isEqualTo(1);
              assertThat(totals.path("episodes").asInt()).isEqualTo(1);
              assertThat(totals.path("sent").asInt()).isEqualTo(1);
            });
  }

  private void send(Event event) throws Exception {
    String topic =
        switch (event) {
          case MessageIn in -> Topics.MESSAGE_IN;
          case ReplyOut out -> Topics.REPLY_OUT;
          case AgentEvent agent -> Topics.AGENT_EVENT;
          case ConversationEvent thread -> Topics.CONVERSATION_EVENT;
          case CustomerEvent customer -> Topics.CUSTOMER_EVENT;
          default -> throw new AssertionError(event);
        };
    // One key: the events of both tenants share a partition, in this order.
    producer.send(new ProducerRecord<>(topic, "one", mapper.writeValueAsString(event)));
  }

  private String everyRow() {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .query(
                        """
                        SELECT string_agg(line, E'\\n' ORDER BY line) AS rows FROM (
                          SELECT r::text AS line FROM rollup AS r WHERE tenant_id = '%1$s'
                          UNION ALL
                          SELECT u::text FROM unanswered AS u WHERE tenant_id = '%1$s'
                          UNION ALL
                          SELECT c::text FROM conversation_now AS c WHERE tenant_id = '%1$s') AS all_rows
                        """
                            .formatted(tenant))
                    .execute()
                    .map(rows -> rows.iterator().next().getString("rows")))
        .await()
        .atMost(PATIENCE);
  }

  private Map<String, Integer> slices(String dimension, String measure) {
    Map<String, Integer> found = new java.util.TreeMap<>();
    json(get("/breakdown?granularity=day&dimension=" + dimension + "&" + theDay()))
        .path("slices")
        .forEach(
            slice -> {
              int amount = slice.path("measures").path(measure).asInt();
              if (amount != 0) {
                found.put(slice.path("value").asText(), amount);
              }
            });
    return found;
  }

  private static List<Integer> counts(JsonNode steps) {
    List<Integer> counts = new ArrayList<>();
    steps.forEach(step -> counts.add(step.path("count").asInt()));
    return counts;
  }

  private String theDay() {
    return "from="
        + day.atStartOfDay(ZONE).toInstant()
        + "&to="
        + day.plusDays(1).atStartOfDay(ZONE).toInstant();
  }

  private ValidatableResponse get(String path) {
    return get(tenant, path);
  }

  private static ValidatableResponse get(String tenant, String path) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/stats" + path)
        .then();
  }

  private JsonNode json(ValidatableResponse response) {
    try {
      return mapper.readTree(response.statusCode(200).extract().asString());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The service's own settings, but with a webhook and without pauses. */
  private StatsConfig withWebhook(URI url) {
    DailyConfig.WebhookConfig robot =
        answering(
            DailyConfig.WebhookConfig.class,
            Map.of(
                "tenant",
                tenant,
                "kind",
                DailyConfig.Kind.WECOM,
                "url",
                url,
                "secret",
                Optional.empty()),
            null);
    DailyConfig settings =
        answering(
            DailyConfig.class,
            Map.of(
                "at", LocalTime.MIDNIGHT,
                "firstPause", Duration.ZERO,
                "webhooks", Map.of("robot-" + tenant, robot)),
            config.daily());
    return answering(StatsConfig.class, Map.of("daily", settings), config);
  }

  private static <T> T answering(Class<T> type, Map<String, Object> answers, T otherwise) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                answers.containsKey(method.getName())
                    ? answers.get(method.getName())
                    : method.invoke(otherwise, arguments)));
  }
}
