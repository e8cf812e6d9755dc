package io.kefu.stats;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.Topics;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.contracts.stats.StatsReport;
import io.kefu.stats.presence.PresenceSampler;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service on real Kafka and PostgreSQL: events in, report out. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "stats"))
class StatsServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ObjectMapper mapper;
  @Inject PresenceSampler sampler;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final Events events = new Events(tenant);
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(600);
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
  void countsAShuffledAndRepeatedDayOnce() throws Exception {
    List<Event> day = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Instant at = start.plusSeconds(i);
      day.add(events.message("m" + i, at));
      day.add(
          events.reply(
              "m" + i,
              at.plusMillis(100),
              i % 4 == 0 ? ReplyAction.TRANSFER_HUMAN : ReplyAction.REPLY,
              1));
      day.add(
          events.receipt(
              "r-m" + i,
              at.plusMillis(900),
              i % 10 == 0 ? ReceiptStatus.FAILED : ReceiptStatus.SENT));
    }
    List<Event> delivered = new ArrayList<>(day);
    delivered.addAll(day);
    Collections.shuffle(delivered, new Random(11));
    delivered.add(events.message("last", start));

    publish(delivered);

    awaitReceived(201);
    StatsMeasures totals = report("minute").totals();
    assertThat(totals.replied()).isEqualTo(150);
    assertThat(totals.handedOver()).isEqualTo(50);
    assertThat(totals.sent()).isEqualTo(180);
    assertThat(totals.failed()).isEqualTo(20);
    assertThat(totals.replyParts()).isEqualTo(200);
    assertThat(totals.answerRate()).isBetween(0.74, 0.75);
    assertThat(totals.firstResponse().count()).isEqualTo(150);
    assertThat(totals.firstResponse().p95Ms()).isBetween(99.0, 101.0);
    assertThat(report("minute").series())
        .hasSize(20)
        .extracting(point -> point.measures().received())
        .startsWith(0L, 0L, 0L, 0L, 0L, 61L, 60L, 60L, 20L);
  }

  @Test
  void aReplayChangesNothing() throws Exception {
    List<Event> day = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      day.add(events.message("m" + i, start));
      day.add(events.reply("m" + i, start.plusMillis(50), ReplyAction.REPLY, 1));
    }
    publish(day);
    awaitReceived(50);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(report("hour").totals().replied()).isEqualTo(50));
    StatsMeasures before = report("hour").totals();

    publish(day);
    publish(List.of(events.message("marker", start)));

    awaitReceived(51);
    StatsMeasures after = report("hour").totals();
    assertThat(after.replied()).isEqualTo(before.replied());
    assertThat(after.tokensIn()).isEqualTo(before.tokensIn());
    assertThat(after.firstResponse()).isEqualTo(before.firstResponse());
  }

  @Test
  void decisionsThatSendNothingAreCountedOnceHoweverOftenTheyAreAnnounced() throws Exception {
    List<Event> announced =
        List.of(
            events.decision(start.plusMillis(10), ReplyAction.IGNORE, "not_mentioned", "m1"),
            events.decision(
                start.plusMillis(10), ReplyAction.TRANSFER_HUMAN, "waiting_for_operator", "m2"),
            events.decision(start.plusMillis(10), ReplyAction.REPLY, null, "m3", "m4"));
    publish(announced);
    for (int i = 1; i <= 4; i++) {
      publish(List.of(events.message("m" + i, start)));
    }
    publish(List.of(events.reply("m4", start.plusMillis(10), ReplyAction.REPLY, 1)));

    publish(announced);

    awaitReceived(4);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              StatsMeasures totals = report("minute").totals();
              assertThat(totals.ignored()).isEqualTo(1);
              assertThat(totals.handedOver()).isEqualTo(1);
              assertThat(totals.replied()).isEqualTo(2);
            });
  }

  @Test
  void aPoisonRecordGoesToTheDeadLettersAndHoldsUpNobody() throws Exception {
    String key = new ChatKey(tenant, Events.AGENT, "chat-1").toRecordKey();
    producer.send(new ProducerRecord<>(Topics.MESSAGE_IN, key, "{\"tenant_id\":42")).get();
    // Readable, but PostgreSQL keeps no NUL in a text.
    Event refused =
        mapper.readValue(
            mapper
                .writeValueAsString(events.reply("m9", start, ReplyAction.REPLY, 1))
                .replace("\"extractive\"", "\"extra\\u0000ctive\""),
            ReplyOut.class);
    publish(List.of(events.message("m1", start), refused, events.message("m2", start)));

    awaitReceived(2);
    assertThat(deadLetter(Topics.MESSAGE_IN, key).get("kefu-dlq-error-code"))
        .isEqualTo("unreadable_event");
    assertThat(deadLetter(Topics.REPLY_OUT, key).get("kefu-dlq-error-code"))
        .isEqualTo("refused_by_database");
  }

  @Test
  void tellsWhoIsAndWasOnline() throws Exception {
    Instant now = Instant.now();
    publish(
        List.of(
            events.online("old", start),
            events.heartbeat("old", start.plusSeconds(120)),
            events.online("new", now.minusSeconds(20)),
            // The newer login wins; the end of the older socket is told last.
            events.offline("old", start.plusSeconds(150))));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(report("minute").agentsOnlineNow()).isEqualTo(1));

    sampler.sample().await().atMost(PATIENCE);

    StatsReport report = report("minute");
    assertThat(report.totals().agentsOnline()).isEqualTo(1);
    assertThat(report.series())
        .filteredOn(point -> point.measures().agentsOnline() == 1)
        .extracting(point -> point.start())
        .contains(start, start.plusSeconds(60), start.plusSeconds(120))
        .doesNotContain(start.plusSeconds(180), start.minusSeconds(60));
  }

  @Test
  void breaksDownAndExports() throws Exception {
    publish(
        List.of(
            events.message("m1", start),
            events.message("m2", start),
            events.message("m3", start),
            events.reply("m1", start.plusMillis(100), ReplyAction.REPLY, 1),
            events.reply("m2", start.plusMillis(100), ReplyAction.REPLY, 1),
            events.reply("m3", start.plusMillis(100), ReplyAction.TRANSFER_HUMAN, 1)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(report("minute").totals().handedOver()).isEqualTo(1));
    awaitReceived(3);

    var branches =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .get("/internal/v1/stats/breakdown?dimension=branch")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    String csv =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .get("/internal/v1/stats/export?granularity=hour")
            .then()
            .statusCode(200)
            .contentType("text/csv")
            .extract()
            .asString();

    assertThat(branches.getList("slices.value")).containsExactly("direct_answer", "handoff");
    assertThat(branches.getList("slices.measures.received")).containsExactly(2, 1);
    assertThat(branches.getDouble("slices[0].measures.first_response.p95_ms"))
        .isBetween(99.0, 101.0);
    assertThat(csv.lines().skip(1).mapToLong(line -> Long.parseLong(line.split(",")[1])).sum())
        .isEqualTo(3);
    given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/stats/breakdown?dimension=colour")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void showsATenantItsOwnOnly() throws Exception {
    publish(List.of(events.message("m1", start)));
    awaitReceived(1);

    long foreign =
        given()
            .header("Authorization", TestTokens.service("other-" + tenant))
            .get("/internal/v1/stats")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getLong("totals.received");

    assertThat(foreign).isZero();
  }

  @Test
  void refusesStrangers() {
    given().get("/internal/v1/stats").then().statusCode(401);
    for (String token :
        List.of(
            TestTokens.forged(tenant),
            TestTokens.expired(tenant),
            TestTokens.wrongAudience(tenant),
            "Bearer nonsense")) {
      given().header("Authorization", token).get("/internal/v1/stats").then().statusCode(401);
    }
  }

  @Test
  void saysWhatIsWrongWithTheRange() {
    var problem =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .get("/internal/v1/stats?from=yesterday&granularity=week")
            .then()
            .statusCode(400)
            .contentType("application/problem+json")
            .extract()
            .jsonPath();

    assertThat(problem.getList("errors.field")).containsExactlyInAnyOrder("from", "granularity");
  }

  private void awaitReceived(long expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(report("minute").totals().received()).isEqualTo(expected));
    // One chat is one partition per topic, but the three topics are read side by side.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            new java.util.concurrent.Callable<>() {
              private StatsMeasures last;

              @Override
              public Boolean call() throws Exception {
                StatsMeasures current = report("minute").totals();
                boolean steady = current.equals(last);
                last = current;
                return steady;
              }
            });
  }

  private StatsReport report(String granularity) {
    String body =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .queryParam("from", start.minusSeconds(300).toString())
            .queryParam("to", start.plusSeconds(900).toString())
            .queryParam("granularity", granularity)
            .get("/internal/v1/stats")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    try {
      return mapper.readValue(body, StatsReport.class);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void publish(List<? extends Event> all) throws Exception {
    for (Event event : all) {
      String chat = new ChatKey(tenant, Events.AGENT, "chat-1").toRecordKey();
      ProducerRecord<String, String> record =
          switch (event) {
            case MessageIn in ->
                new ProducerRecord<>(Topics.MESSAGE_IN, chat, mapper.writeValueAsString(in));
            case ReplyOut out ->
                new ProducerRecord<>(Topics.REPLY_OUT, chat, mapper.writeValueAsString(out));
            case AgentEvent agent ->
                new ProducerRecord<>(
                    Topics.AGENT_EVENT,
                    tenant + "/" + agent.agentId(),
                    mapper.writeValueAsString(agent));
            default -> throw new AssertionError(event);
          };
      producer.send(record);
    }
    producer.flush();
  }

  private Map<String, String> deadLetter(String topic, String key) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka,
            "group.id",
            "test-" + UUID.randomUUID(),
            "auto.offset.reset",
            "earliest");
    Map<String, String> headers = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.deadLetter(topic)));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<String, byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  if (key.equals(record.key())) {
                    record
                        .headers()
                        .forEach(
                            header ->
                                headers.put(
                                    header.key(),
                                    new String(header.value(), StandardCharsets.UTF_8)));
                  }
                }
                return !headers.isEmpty();
              });
    }
    return headers;
  }
}
