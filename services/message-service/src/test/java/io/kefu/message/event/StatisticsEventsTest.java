package io.kefu.message.event;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.CustomerEventKind;
import io.kefu.contracts.event.EpisodeClosed;
import io.kefu.message.EventWatch;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What statistics are told beside the messages themselves. */
@OnStage
class StatisticsEventsTest {

  @Inject Stage stage;
  @Inject EventWatch watch;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();
  private final String word = "型号" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aDecisionTellsTheCustomerAndTheCost() {
    stage.finds(word, hit("e1", "质保两年。", false, 0.9));
    stage.writes(
        word,
        new AnswerResult(
            Branch.DIRECT_ANSWER,
            "质保两年。",
            0.9,
            List.of("e1"),
            null,
            "mock",
            "mock-1",
            10L,
            5L,
            1,
            777L),
        Duration.ZERO);

    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？参数和功率是多少？"));

    DecisionSummary why = stage.awaitReplies(tenant, 1).getFirst().decision();
    assertThat(why.costMicros()).isEqualTo(777L);
    assertThat(why.customer().grade()).isEqualTo("C");
    assertThat(why.customer().bucket()).isEqualTo("GRAY");
    assertThat(why.customer().triggerLabel()).isEqualTo("售前");
  }

  @Test
  void aQuestionWithoutAnAnswerIsToldMasked() {
    stage.finds(word, hit("e1", "无关。", true, 0.2));

    stage.say(tenant, "a1", text("c1", "m1", word + "你们老板属什么？我的电话13812345678"));

    DecisionSummary why = stage.awaitReplies(tenant, 1).getFirst().decision();
    assertThat(why.reason()).isEqualTo("low_confidence");
    assertThat(why.question()).isEqualTo(word + "你们老板属什么？我的电话***");
  }

  @Test
  void theUnknownPoolIsToldWhoCameAndWhoLeft() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    List<CustomerEvent> came = watch.awaitCustomers(tenant, told -> !told.isEmpty());
    String customer = came.getFirst().customerId();
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));
    stage.awaitReplies(tenant, 2);

    post(
            "customers/" + customer + "/promote",
            "{\"name\":\"张三\",\"region\":\"渝A\",\"level\":\"VIP\",\"owner\":\"li\"}")
        .statusCode(200);

    List<CustomerEvent> told = watch.awaitCustomers(tenant, seen -> seen.size() >= 2);
    assertThat(told)
        .extracting(CustomerEvent::kind)
        .containsExactly(CustomerEventKind.POOL_ENTERED, CustomerEventKind.POOL_LEFT);
    assertThat(told).extracting(CustomerEvent::customerId).containsOnly(customer);
    assertThat(told.getLast().customer().bucket()).isEqualTo("WHITE");
    assertThat(told).extracting(event -> event.eventId().version()).containsOnly(7);
  }

  @Test
  void whoIsPrivateLeavesThePool() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    watch.awaitCustomers(tenant, told -> !told.isEmpty());

    stage.say(tenant, "a1", text("c1", "m2", "晚上一起撸串"));

    assertThat(watch.awaitCustomers(tenant, seen -> seen.size() >= 2).getLast())
        .satisfies(
            left -> {
              assertThat(left.kind()).isEqualTo(CustomerEventKind.POOL_LEFT);
              assertThat(left.customer().bucket()).isEqualTo("BLACK");
            });
  }

  @Test
  void anEpisodeIsToldWithItsCorrections() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);
    String conversation =
        watch
            .awaitConversations(
                tenant,
                seen ->
                    !seen.isEmpty() && seen.getLast().status() == ConversationStatus.WAITING_THEM)
            .getLast()
            .conversationId();

    post("conversations/" + conversation + "/outcome", "{\"outcome\":\"unsolved\"}");
    post(
        "conversations/" + conversation + "/outcome",
        "{\"outcome\":\"solved\",\"satisfaction\":5}");

    List<EpisodeClosed> told =
        watch
            .awaitCustomers(
                tenant, seen -> seen.stream().filter(event -> event.episode() != null).count() >= 2)
            .stream()
            .map(CustomerEvent::episode)
            .filter(java.util.Objects::nonNull)
            .toList();
    assertThat(told).extracting(EpisodeClosed::outcomeId).containsOnly(told.getFirst().outcomeId());
    assertThat(told).extracting(EpisodeClosed::outcome).containsExactly("unsolved", "solved");
    assertThat(told).extracting(EpisodeClosed::version).isSorted().doesNotHaveDuplicates();
    assertThat(told.getLast().satisfaction()).isEqualTo(5);
    assertThat(told.getLast().operator()).isEqualTo("li");
    assertThat(told.getLast().agentId()).isEqualTo("a1");
  }

  @Test
  void anOperatorsTextAndAConversationNameWhoseTheyAre() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);

    post("send", "{\"agent_id\":\"a1\",\"chat_id\":\"c1\",\"content\":\"我来看看\"}").statusCode(202);

    assertThat(stage.awaitReplies(tenant, 2))
        .filteredOn(reply -> reply.origin() == ReplyOrigin.OPERATOR)
        .extracting(reply -> reply.operator())
        .containsOnly("li");
    assertThat(watch.awaitConversations(tenant, seen -> !seen.isEmpty()))
        .extracting(ConversationEvent::customer)
        .extracting(CustomerTraits::bucket)
        .contains("GRAY");
  }

  private ValidatableResponse post(String path, String body) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "li"))
        .contentType(ContentType.JSON)
        .body(body)
        .post("/internal/v1/" + path)
        .then();
  }
}
