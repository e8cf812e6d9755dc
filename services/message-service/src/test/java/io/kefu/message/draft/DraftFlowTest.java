package io.kefu.message.draft;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.Neighbourhood;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A draft of a reply, from the conversation to the operator. */
@OnStage
class DraftFlowTest {

  private static final String WRITTEN =
      """
      event:begin
      content-type:application/json
      data:{"provider":"p","model":"m"}

      event:piece
      content-type:application/json
      data:{"text":"两年。"}

      event:done
      data:{"branch":"direct_answer","content":"两年。"}

      """;

  @Inject Stage stage;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();
  private final String mark = "稿" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void theCustomersLastWordsAreAnsweredFromTheKnowledgeAndNothingIsSent() {
    String id = conversation(mark + "保修多久？");
    drafts(aResponse().withHeader("Content-Type", "text/event-stream").withBody(WRITTEN));
    int sent = stage.replies(tenant).size();

    Response draft = draft(id, tenant, "");

    assertThat(draft.statusCode()).isEqualTo(200);
    assertThat(draft.asString())
        .containsSubsequence(
            "event:asked", mark, "e1", "event:begin", "event:piece", "event:done", "两年。")
        .doesNotContain("event:error");
    assertThat(asked()).contains("\"entry_id\":\"e1\"", "\"verbatim_only\":false");
    assertThat(stage.replies(tenant)).hasSize(sent);
  }

  @Test
  void onAForbiddenTopicNoModelIsAskedForFreeWords() {
    String id = conversation(mark + "保修多久？");
    drafts(aResponse().withHeader("Content-Type", "text/event-stream").withBody(WRITTEN));

    draft(id, tenant, "{\"question\":\"" + mark + "的价格\"}");

    assertThat(asked()).contains("\"verbatim_only\":true");
  }

  @Test
  void aServiceThatIsAwayOrBreaksOffEndsWithAProblem() {
    String id = conversation(mark + "保修多久？");
    drafts(aResponse().withStatus(503));

    String away = draft(id, tenant, "").asString();
    drafts(
        aResponse()
            .withHeader("Content-Type", "text/event-stream")
            .withBody(WRITTEN.substring(0, WRITTEN.indexOf("event:done"))));
    String cut = draft(id, tenant, "").asString();

    assertThat(away).containsSubsequence("event:asked", "event:error", "ai_service_unavailable");
    assertThat(cut).containsSubsequence("event:piece", "event:error", "draft_interrupted");
  }

  @Test
  void anotherTenantsConversationIsNone() {
    String id = conversation(mark + "保修多久？");

    assertThat(draft(id, Stage.tenant(), "").statusCode()).isEqualTo(404);
    assertThat(draft("x", tenant, "").statusCode()).isEqualTo(400);
    assertThat(draft(id, tenant, "{\"question\":7}").statusCode()).isEqualTo(400);
    assertThat(draft(id, tenant, "{\"wish\":\"x\"}").statusCode()).isEqualTo(400);
  }

  private String conversation(String says) {
    stage.finds(mark, hit("e1", "两年。", true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", says));
    stage.awaitReplies(tenant, 1);
    return stage
        .rows(tenant, "SELECT conversation_id::text AS id FROM conversations")
        .iterator()
        .next()
        .getString("id");
  }

  private Response draft(String id, String asTenant, String body) {
    return given()
        .header("Authorization", tokens.bearer(asTenant, "user:li"))
        .contentType("application/json")
        .body(body)
        .post("/internal/v1/conversations/" + id + "/draft");
  }

  private void drafts(ResponseDefinitionBuilder response) {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/drafts"))
                .withRequestBody(containing(mark))
                .willReturn(response));
  }

  private String asked() {
    return neighbours()
        .find(postRequestedFor(urlEqualTo("/internal/v1/drafts")).withRequestBody(containing(mark)))
        .getLast()
        .getBodyAsString();
  }

  private static WireMock neighbours() {
    return WireMock.create().host("localhost").port(Neighbourhood.port()).build();
  }
}
