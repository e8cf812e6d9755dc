package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.local.gateway.GatewayClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A tenant brings a model of its own while the fleet runs, all through the real gateway. */
class ModelSettingsIT {

  private static final String SETTINGS = "/api/v1/ai/settings";
  private static final String MODEL = "house-7b";

  private final GatewayClient gateway = E2e.fleet().gateway();
  private final String key = E2e.unique("key-of-the-tenant");

  @Test
  void itIsTestedDraftsAndAnswersAndNothingTellsItsKey() throws Exception {
    try (SimulatedLlm house = new SimulatedLlm(Duration.ZERO, MODEL, key);
        SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {
      assertThat(put(SETTINGS, with(house))).isEqualTo(200);
      assertThat(test().path("ok").asBoolean()).as("without its key").isFalse();
      assertThat(put("/api/v1/ai/providers/house/key", Map.of("api_key", key))).isEqualTo(204);
      assertThat(test().path("ok").asBoolean()).as("with its key").isTrue();
      String chat = E2e.unique("wxid-model");
      String first = E2e.unique("m");
      weChat.say(first, chat, "你好");
      E2e.await("greeting").until(() -> !weChat.repliesIn(chat).isEmpty());

      String question = written(conversation(chat));
      String message = E2e.unique("m");
      weChat.say(message, chat, question);

      E2e.await("decision")
          .until(() -> outcome(message).filter(MessageOutcome::decided).isPresent());
      MessageOutcome outcome = outcome(message).orElseThrow();
      assertThat(outcome.provider()).isEqualTo("house");
      assertThat(outcome.model()).isEqualTo(MODEL);
      for (String path :
          List.of(SETTINGS, "/api/v1/ai/providers", "/api/v1/ai/usage", "/api/v1/audit?limit=50")) {
        HttpResponse<String> shown = gateway.send("GET", path, null);
        assertThat(shown.statusCode()).as(path).isEqualTo(200);
        assertThat(shown.body()).as(path).doesNotContain(key);
      }
      assertThat(gateway.send("GET", "/api/v1/audit?limit=50", null).body())
          .contains("ai_settings.stored", "provider.key_stored");
    } finally {
      gateway.send("DELETE", "/api/v1/ai/providers/house/key", null);
      put(SETTINGS, Map.of());
    }
  }

  /**
   * A question that the model writes about, found by drafts: others the knowledge answers itself.
   */
  private String written(String conversation) throws Exception {
    DemoQuestions questions = DemoQuestions.read();
    for (int i = 0; i < questions.size(); i++) {
      HttpResponse<String> draft =
          gateway.send(
              "POST",
              "/api/v1/conversations/" + conversation + "/draft",
              Map.of("question", questions.get(i)),
              Map.of("Accept", "text/event-stream"));
      assertThat(draft.statusCode()).as(draft.body()).isEqualTo(200);
      assertThat(draft.body()).contains("event:asked", "event:done").doesNotContain("event:error");
      if (draft.body().contains("event:begin")) {
        assertThat(draft.body()).containsSubsequence("event:begin", "house", MODEL, "event:piece");
        return questions.get(i);
      }
    }
    throw new AssertionError("the model writes about none of the demo questions");
  }

  private String conversation(String chat) {
    for (JsonNode one :
        E2e.json(gateway.send("GET", "/api/v1/conversations?limit=100", null).body())
            .path("items")) {
      if (one.path("chat_id").asText().equals(chat)) {
        return one.path("conversation_id").asText();
      }
    }
    throw new AssertionError("no conversation of " + chat);
  }

  private static Map<String, Object> with(SimulatedLlm house) {
    return Map.of(
        "order",
        List.of("house"),
        "providers",
        Map.of(
            "house", Map.of("kind", "openai-compatible", "base_url", house.url(), "model", MODEL)));
  }

  private JsonNode test() {
    HttpResponse<String> answer = gateway.send("POST", "/api/v1/ai/providers/house/test", Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return E2e.json(answer.body());
  }

  private int put(String path, Object body) {
    String etag =
        path.equals(SETTINGS)
            ? gateway.send("GET", SETTINGS, null).headers().firstValue("ETag").orElse("*")
            : null;
    return gateway
        .send("PUT", path, body, etag == null ? Map.of() : Map.of("If-Match", etag))
        .statusCode();
  }

  private Optional<MessageOutcome> outcome(String message) {
    return gateway.outcome(message, E2e.fleet().login().agentId());
  }
}
