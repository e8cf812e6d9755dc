package io.kefu.message.search;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Search for words in messages. A search walks over the newest five messages here and asks the
 * index for the rest, so what is looked for lies below a layer of others.
 */
@OnStage
class MessageSearchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LAYER = 12;

  private static final String INSERT =
      """
      INSERT INTO messages (tenant_id, seq, received_at, agent_id, message_id, chat_id, chat_type,
        chat_name, sender_id, sender_name, content_type, content, said_at, mentioned, own)
      VALUES ($1, nextval('inbox_seq_seq'), $2, $3, $4, $5, 'private', 'c', 's', 's', 'text', $6,
        $2, false, false)
      """;

  private static final Instant OLD = Instant.parse("2026-11-01T08:00:00Z");

  @Inject Stage stage;
  @Inject ServiceTokens tokens;
  @Inject TenantScope tenants;
  @Inject MessageIndexer indexer;
  @Inject SearchConfig config;

  private final String tenant = Stage.tenant();

  @BeforeEach
  void aLayerOfOthers() {
    layer(tenant);
  }

  private void layer(String tenantId) {
    for (int i = 0; i < LAYER; i++) {
      insert(tenantId, "layer" + i, "a9", "c9", OLD.plusSeconds(10_000 + i), "今天天气不错 nice day");
    }
  }

  private record Case(String q, String content, boolean found, String tenant) {
    static Case of(String q, String content, boolean found) {
      return new Case(q, content, found, Stage.tenant());
    }
  }

  @Test
  void aMessageIsFoundWhenItHoldsEveryWord() {
    List<Case> cases =
        List.of(
            Case.of("报警", "设备报警码E103，无法充电", true),
            Case.of("枪", "您好，发下320kW双枪报价", true),
            Case.of("双枪报", "您好，发下320kW双枪报价", true),
            Case.of("警报", "设备报警码E103，无法充电", false),
            Case.of("e103", "设备报警码E103，无法充电", true),
            Case.of("Ｅ１０３", "设备报警码E103，无法充电", true),
            Case.of("320KW", "您好，发下320kW双枪报价", true),
            Case.of("充电 报警", "设备报警码E103，无法充电", true),
            Case.of("充电 报价", "设备报警码E103，无法充电", false),
            Case.of("\"无法 充电\"", "设备无法 充电", true),
            Case.of("\"无法 充电\"", "设备充电 无法", false),
            Case.of("\"码e\"", "设备报警码E103", true),
            Case.of("%", "打八折", false),
            Case.of("%", "打95%折", true),
            Case.of("5_3", "型号5a3", false),
            Case.of("5_3", "型号5_3", true),
            Case.of("\\", "C:\\temp", true),
            Case.of("'; drop", "it's; drop", false),
            Case.of("😀", "好的😀", true),
            Case.of("ÉCOLE", "une école", true),
            Case.of("7", "编号17号", true),
            Case.of("\"第一行 第二行\"", "第一行\n第二行", true));
    cases.forEach(one -> insert(one.tenant(), "m1", "a1", "c1", OLD, one.content()));
    cases.forEach(one -> layer(one.tenant()));
    awaitIndexed();

    for (Case one : cases) {
      assertThat(found(one.tenant(), Map.of("q", one.q())))
          .as(one.q() + " in " + one.content())
          .isEqualTo(one.found() ? List.of("m1") : List.of());
    }
  }

  @Test
  void whatWasJustSaidIsFoundBeforeItIsIndexed() {
    stage.say(tenant, "a1", text("c1", "m1", "合同编号KX-2209在哪里"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM messages WHERE message_id = 'm1'") == 1);

    List<String> found = found(tenant, Map.of("q", "kx-2209"));

    assertThat(found).containsExactly("m1");
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    insert(tenant, "m1", "a1", "c1", OLD, "设备报警码E103");
    awaitIndexed();
    String other = Stage.tenant();
    insert(other, "o1", "a1", "c1", OLD, "设备报警码E999");

    List<String> found = found(other, Map.of("q", "报警码"));

    assertThat(found).containsExactly("o1");
    assertThat(stage.count(other, "SELECT count(*) FROM message_search")).isZero();
    assertThat(stage.count(other, "SELECT count(*) FROM message_search_progress")).isZero();
  }

  /** Rows have their place in the order before they are committed. */
  @Test
  void aMessageThatIsCommittedLateIsNotPassedOver() {
    CompletableFuture<Void> late = new CompletableFuture<>();
    CompletableFuture<Void> inserted = new CompletableFuture<>();
    CompletableFuture<Void> committed =
        tenants
            .inTransaction(
                tenant,
                connection ->
                    connection
                        .preparedQuery(INSERT)
                        .execute(row(tenant, "late", "a1", "c1", OLD, "迟到的电机"))
                        .invoke(() -> inserted.complete(null))
                        .chain(() -> Uni.createFrom().completionStage(late)))
            .subscribeAsCompletionStage();
    inserted.join();
    insert(tenant, "soon", "a1", "c1", OLD, "准时的电机");
    MessageIndexer secondReplica = new MessageIndexer(tenants, config, new SimpleMeterRegistry());
    for (int round = 0; round < 5; round++) {
      Uni.combine()
          .all()
          .unis(indexer.sweep(), secondReplica.sweep())
          .discardItems()
          .await()
          .atMost(PATIENCE);
    }
    assertThat(keys("soon")).isZero();

    late.complete(null);
    committed.join();

    awaitKeys("soon", 1);
    assertThat(keys("late")).isEqualTo(1);
    assertThat(found(tenant, Map.of("q", "电机"))).containsExactly("soon", "late");
  }

  @Test
  void anIndexServesTheSearchBelowRowLevelSecurity() {
    String plan =
        tenants
            .inTransaction(
                tenant,
                connection ->
                    connection
                        .preparedQuery(
                            """
                            INSERT INTO message_search (tenant_id, seq, received_at, message_id, keys)
                            SELECT $1, -n, now(), 'p' || n,
                              ARRAY[n, n % 7, n % 1000, n % 999, n % 998]
                            FROM generate_series(1, 5000) n
                            """)
                        .execute(Tuple.of(tenant))
                        .chain(() -> connection.query("ANALYZE message_search").execute())
                        .chain(() -> connection.query("SET LOCAL enable_seqscan = off").execute())
                        .chain(
                            () ->
                                connection
                                    .query("SELECT set_config('kefu.search', '{3,517}', true)")
                                    .execute())
                        .chain(
                            () ->
                                connection
                                    .query("EXPLAIN SELECT seq FROM message_search")
                                    .execute()))
            .map(
                rows -> {
                  StringBuilder lines = new StringBuilder();
                  rows.forEach(row -> lines.append(row.getString(0)).append('\n'));
                  return lines.toString();
                })
            .await()
            .atMost(PATIENCE);

    assertThat(plan).contains("Bitmap Index Scan on message_search_keys");
  }

  @Test
  void pagesFollowEachOtherWithoutGapsOrRepetitions() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      // Three at a time have the same time of receipt.
      insert(tenant, "p%02d".formatted(i), "a1", "c1", OLD.plusSeconds(i / 3), "第" + i + "台电机");
    }
    IntStream.range(0, 23)
        .boxed()
        .sorted((one, two) -> one / 3 == two / 3 ? two - one : two / 3 - one / 3)
        .forEach(i -> expected.add("p%02d".formatted(i)));
    awaitIndexed();
    List<String> seen = new ArrayList<>();
    String cursor = "";

    do {
      ValidatableResponse page =
          get(tenant, Map.of("q", "电机", "limit", "4", "cursor", cursor)).statusCode(200);
      seen.addAll(page.extract().<List<String>>path("items.message_id"));
      cursor = page.extract().path("next_cursor");
    } while (cursor != null);

    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void filtersNarrowTheSearch() {
    insert(tenant, "m1", "a1", "c1", OLD, "电机一");
    insert(tenant, "m2", "a1", "c2", OLD.plusSeconds(60), "电机二");
    insert(tenant, "m3", "a2", "c1", OLD.plusSeconds(120), "电机三");
    awaitIndexed();

    assertThat(found(tenant, Map.of("q", "电机"))).containsExactly("m3", "m2", "m1");
    assertThat(found(tenant, Map.of("q", "电机", "agent_id", "a1"))).containsExactly("m2", "m1");
    assertThat(found(tenant, Map.of("q", "电机", "chat_id", "c1"))).containsExactly("m3", "m1");
    assertThat(found(tenant, Map.of("q", "电机", "chat_id", "c1", "agent_id", "a2")))
        .containsExactly("m3");
    assertThat(
            found(
                tenant,
                Map.of("q", "电机", "from", OLD.plusSeconds(60).toString(), "agent_id", "a1")))
        .containsExactly("m2");
    assertThat(found(tenant, Map.of("q", "电机", "to", "2026-11-01T16:02:00+08:00")))
        .containsExactly("m2", "m1");
    assertThat(found(tenant, Map.of("from", OLD.plusSeconds(60).toString(), "chat_id", "c1")))
        .containsExactly("m3");
  }

  @Test
  void whatABlockedContactWroteIsNotFoundUntilItIsUnblocked() {
    stage.say(tenant, "a1", text("c1", "m1", "你好，三号电机坏了"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> stage.count(tenant, "SELECT count(*) FROM customers") == 1);
    for (int i = 0; i < LAYER; i++) {
      insert(tenant, "later" + i, "a9", "c9", Instant.now().plusSeconds(1 + i), "天气不错");
    }
    awaitFound("三号电机", List.of("m1"));

    bucket("BLACK");

    assertThat(found(tenant, Map.of("q", "三号电机"))).isEmpty();
    awaitKeys("m1", 0);
    bucket("GRAY");
    awaitKeys("m1", 1);
    assertThat(found(tenant, Map.of("q", "三号电机"))).containsExactly("m1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "many", "control"})
  void aSearchBeyondTheLimitsSaysWhatToChange(String kind) {
    String q =
        switch (kind) {
          case "long" -> "长".repeat(201);
          case "many" -> "1 2 3 4 5 6 7 8 9";
          default -> "a\u0001b";
        };

    get(tenant, Map.of("q", q))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid_request"))
        .body("errors[0].field", equalTo("q"));
  }

  @ParameterizedTest
  @CsvSource({
    "from,yesterday",
    "to,2026-11-01",
    "customer_id,7",
    "cursor,MTIz",
    "cursor,KzEwMDAwLTAxLTAxVDAwOjAwOjAwWnxh"
  })
  void aBadFilterSaysWhatToChange(String name, String value) {
    get(tenant, Map.of("q", "电机", name, value))
        .statusCode(400)
        .contentType("application/problem+json");
  }

  private void bucket(String bucket) {
    stage.rows(
        tenant,
        "UPDATE customers SET bucket = $2 WHERE tenant_id = $1 RETURNING bucket",
        tenant,
        bucket);
  }

  /** The indexer's next round, without waiting for its time. */
  private void sweep() {
    indexer.sweep().await().atMost(PATIENCE);
  }

  private void awaitKeys(String messageId, long rows) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              sweep();
              assertThat(keys(messageId)).isEqualTo(rows);
            });
  }

  private long keys(String messageId) {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .query("SELECT set_config('kefu.search', '{}', true)")
                    .execute()
                    .chain(
                        () ->
                            connection
                                .preparedQuery(
                                    "SELECT count(*) FROM message_search"
                                        + " WHERE tenant_id = $1 AND message_id = $2")
                                .execute(Tuple.of(tenant, messageId))))
        .map(rows -> rows.iterator().next().getLong(0))
        .await()
        .atMost(PATIENCE);
  }

  private void awaitFound(String q, List<String> expected) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              sweep();
              assertThat(found(tenant, Map.of("q", q))).isEqualTo(expected);
            });
  }

  /** Until the indexer has passed everything there is now. */
  private void awaitIndexed() {
    insert(tenant, "last", "a9", "c8", OLD.minusSeconds(1), "结尾标记");
    awaitFound("结尾标记", List.of("last"));
  }

  private List<String> found(String tenantId, Map<String, String> query) {
    return get(tenantId, query).statusCode(200).extract().path("items.message_id");
  }

  private ValidatableResponse get(String tenantId, Map<String, String> query) {
    return given()
        .header("Authorization", tokens.bearer(tenantId, "user:u1"))
        .queryParams(query)
        .when()
        .get("/internal/v1/messages")
        .then();
  }

  private void insert(
      String tenantId, String id, String agent, String chat, Instant at, String content) {
    tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(INSERT)
                    .execute(row(tenantId, id, agent, chat, at, content)))
        .await()
        .atMost(PATIENCE);
  }

  private static Tuple row(
      String tenantId, String id, String agent, String chat, Instant at, String content) {
    return Tuple.tuple()
        .addString(tenantId)
        .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
        .addString(agent)
        .addString(id)
        .addString(chat)
        .addString(content);
  }
}
