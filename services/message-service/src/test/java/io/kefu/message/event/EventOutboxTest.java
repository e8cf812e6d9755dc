package io.kefu.message.event;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.ConversationEventKind;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.kefu.message.EventWatch;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What others are told, after the commit, in order, at least once. */
@OnStage
class EventOutboxTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Inject Stage stage;
  @Inject EventWatch watch;
  @Inject ServiceTokens tokens;
  @Inject Events events;
  @Inject TenantScope tenants;
  @Inject Identity ids;

  private final String tenant = Stage.tenantOfQuickAgents();

  @Test
  void lifeOfAConversationIsToldInItsOrder() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);

    List<ConversationEvent> told =
        watch.awaitConversations(
            tenant,
            seen -> !seen.isEmpty() && seen.getLast().status() == ConversationStatus.WAITING_THEM);

    assertThat(told.getFirst().kind()).isEqualTo(ConversationEventKind.CREATED);
    assertThat(told.getFirst().status()).isEqualTo(ConversationStatus.UNSEEN);
    assertThat(told.getLast().kind()).isEqualTo(ConversationEventKind.STATUS_CHANGED);
    assertThat(told.getLast().cause()).isEqualTo("our_message");
    assertThat(told.getLast().chatName()).isEqualTo("chat of c1");
    assertThat(told.getLast().customerName()).isEqualTo("customer c1");
    assertThat(told).extracting(ConversationEvent::version).isSorted().doesNotHaveDuplicates();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> stage.count(tenant, "SELECT count(*) FROM event_outbox") == 0);
  }

  @Test
  void operatorsActionsAreToldWithTheirActor() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    String id =
        watch
            .awaitConversations(
                tenant,
                seen ->
                    !seen.isEmpty() && seen.getLast().status() == ConversationStatus.WAITING_THEM)
            .getFirst()
            .conversationId();

    act(id, "claim", "{}");
    act(id, "assign", "{\"operator\":\"wang\"}");

    List<ConversationEvent> told =
        watch.awaitConversations(
            tenant, seen -> seen.getLast().kind() == ConversationEventKind.ASSIGNED);
    ConversationEvent claimed = told.get(told.size() - 2);
    assertThat(claimed.kind()).isEqualTo(ConversationEventKind.HANDLING_CHANGED);
    assertThat(claimed.handling()).isEqualTo("HELD");
    assertThat(claimed.heldBy()).isEqualTo("li");
    assertThat(claimed.actor()).isEqualTo("li");
    assertThat(told.getLast().assignedTo()).isEqualTo("wang");
  }

  @Test
  void nothingIsToldOfATransactionThatFails() {
    ErpSync never = sync("c1", 1);

    assertThatThrownBy(
            () ->
                tenants
                    .inTransaction(
                        tenant,
                        connection ->
                            events
                                .append(connection, tenant, List.of(never))
                                .chain(() -> Uni.createFrom().failure(new IllegalStateException())))
                    .await()
                    .atMost(PATIENCE))
        .isInstanceOf(IllegalStateException.class);

    append(sync("c2", 1));
    assertThat(watch.awaitToErp(tenant, told -> !told.isEmpty()))
        .extracting(ErpSync::customerId)
        .containsExactly("c2");
  }

  @Test
  void eventsOfADeadReplicaArePublished() {
    UUID id = ids.next();
    ErpSync left = sync("c1", 7);

    // Written without ringing any bell here, as by another process that died after its commit.
    stage.rows(
        tenant,
        "INSERT INTO event_outbox (tenant_id, event_id, topic, key, payload)"
            + " VALUES ($1, $2, 'erp.sync', $3, $4) RETURNING 1",
        tenant,
        id,
        tenant + "/c1",
        new String(stage.bytes(left), java.nio.charset.StandardCharsets.UTF_8));

    assertThat(watch.awaitToErp(tenant, told -> !told.isEmpty()).getFirst().version()).isEqualTo(7);
  }

  @Test
  void whileAnotherReplicaPublishesThisOneWaitsAndKeepsTheOrder() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Void> held = new CompletableFuture<>();
    tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                    .execute(Tuple.of(0x6b65667520657674L))
                    .invoke(() -> held.complete(null))
                    .chain(() -> Uni.createFrom().completionStage(release)))
        .subscribe()
        .with(done -> {});
    held.join();
    for (int version = 1; version <= 20; version++) {
      append(sync("c1", version));
    }
    assertThat(stage.count(tenant, "SELECT count(*) FROM event_outbox")).isEqualTo(20);
    assertThat(watch.toErp(tenant)).isEmpty();

    release.complete(null);

    assertThat(watch.awaitToErp(tenant, told -> told.size() >= 20))
        .extracting(ErpSync::version)
        .isSorted()
        .hasSize(20);
  }

  @Test
  void payloadThatMayHoldAPhoneNumberIsSealedAndNoOtherTenantSeesIt() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Void> held = new CompletableFuture<>();
    tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                    .execute(Tuple.of(0x6b65667520657674L))
                    .invoke(() -> held.complete(null))
                    .chain(() -> Uni.createFrom().completionStage(release)))
        .subscribe()
        .with(done -> {});
    held.join();

    append(sync("c1", 1));

    assertThat(
            stage.rows(tenant, "SELECT payload FROM event_outbox").iterator().next().getString(0))
        .startsWith("sealed:1:t1:")
        .doesNotContain("13800000000");
    assertThat(stage.count(Stage.tenant(), "SELECT count(*) FROM event_outbox")).isZero();
    release.complete(null);
    assertThat(watch.awaitToErp(tenant, told -> !told.isEmpty()).getFirst().fields())
        .containsEntry("phone", "13800000000");
  }

  private void append(ErpSync event) {
    tenants
        .inTransaction(tenant, connection -> events.append(connection, tenant, List.of(event)))
        .await()
        .atMost(PATIENCE);
  }

  private ErpSync sync(String customer, long version) {
    return new ErpSync(
        ids.next(),
        tenant,
        Instant.now(),
        1,
        customer,
        ErpDirection.TO_ERP,
        "updated",
        version,
        Map.of("phone", "13800000000"));
  }

  private void act(String conversation, String action, String body) {
    given()
        .header("Authorization", tokens.bearer(tenant, "li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body(body)
        .post("/internal/v1/conversations/" + conversation + "/" + action)
        .then()
        .statusCode(200);
  }
}
