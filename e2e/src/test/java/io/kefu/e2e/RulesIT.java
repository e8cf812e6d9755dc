package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A supervisor changes what the bot says while it runs. */
class RulesIT {

  @Test
  void changedRuleDecidesTheNextMessages() throws Exception {
    String word = E2e.unique("口令").replace("-", "");
    String path = "/api/v1/rules/" + E2e.unique("e2e");
    String chat = E2e.unique("wxid-rule");
    try (SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {
      save(path, word, "第一版回复");
      weChat.say(E2e.unique("m"), chat, word);
      E2e.await("first answer").until(() -> weChat.repliesIn(chat).size() == 1);

      save(path, word, "第二版回复");
      weChat.say(E2e.unique("m"), chat, word + "啊");

      E2e.await("second answer").until(() -> weChat.repliesIn(chat).size() == 2);
      assertThat(weChat.repliesIn(chat))
          .extracting(reply -> reply.path("content").asText())
          .containsExactly("第一版回复", "第二版回复");
    } finally {
      E2e.fleet().gateway().send("DELETE", path, null);
    }
  }

  @Test
  void mistakeIsAnsweredWithItsPlace() {
    HttpResponse<String> answer =
        E2e.fleet()
            .gateway()
            .send(
                "PUT",
                "/api/v1/rules/" + E2e.unique("e2e"),
                rule("customer.grad == 'A'", "好的"),
                Map.of("If-None-Match", "*"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    JsonNode error = E2e.json(answer.body()).path("errors").path(0);
    assertThat(error.path("pointer").asText()).endsWith("/when");
    assertThat(error.path("column").asInt()).isPositive();
    assertThat(error.path("hint").asText()).contains("customer.grade");
  }

  private static void save(String path, String word, String text) {
    HttpResponse<String> before = E2e.fleet().gateway().send("GET", path, null);
    HttpResponse<String> saved =
        E2e.fleet()
            .gateway()
            .send(
                "PUT",
                path,
                rule("message.text.contains_any(['" + word + "'])", text),
                before.statusCode() == 200
                    ? Map.of("If-Match", before.headers().firstValue("ETag").orElseThrow())
                    : Map.of("If-None-Match", "*"));
    assertThat(saved.statusCode()).as(saved.body()).isBetween(200, 201);
  }

  private static Map<String, Object> rule(String when, String text) {
    return Map.of(
        "name",
        "e2e",
        "priority",
        10,
        "when",
        when,
        "actions",
        List.of(Map.of("type", "reply", "text", text)));
  }
}
