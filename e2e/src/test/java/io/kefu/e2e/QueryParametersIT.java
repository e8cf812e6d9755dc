package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every list of the API, whichever service keeps it, refuses nonsense and names it. */
class QueryParametersIT {

  /** Types whose values are not all texts. */
  private static final Set<String> TYPED = Set.of("integer", "number", "boolean");

  private static final Set<String> FORMATS = Set.of("uuid", "date", "date-time");

  @Test
  void whatIsNoValueOfAParameterIsRefusedByItsName() {
    JsonNode document =
        E2e.json(E2e.fleet().gateway().send("GET", "/q/openapi?format=json", null).body());
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (JsonNode named : path.getValue().path("get").path("parameters")) {
        JsonNode parameter = resolved(document, named);
        if (parameter.path("in").asText().equals("query")
            && picky(resolved(document, parameter.path("schema")))) {
          asked++;
          check(path.getKey(), parameter.path("name").asText(), wrong);
        }
      }
    }

    System.out.printf("asked %d lists and reports with nonsense for a parameter%n", asked);
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(30);
  }

  private static void check(String path, String parameter, List<String> wrong) {
    String address = path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    HttpResponse<String> answer =
        E2e.fleet().gateway().send("GET", address + "?" + parameter + "=nonsense", null);
    // Not for an administrator of one tenant, or about something that is not there.
    boolean elsewhere =
        answer.statusCode() == 403 || path.contains("{") && answer.statusCode() == 404;
    boolean named =
        answer.statusCode() == 400
            && answer
                .headers()
                .firstValue("content-type")
                .orElse("")
                .startsWith("application/problem+json")
            && answer.body().contains(parameter);
    if (!elsewhere && !named) {
      wrong.add(path + " " + parameter + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private static boolean picky(JsonNode schema) {
    return TYPED.contains(schema.path("type").asText())
        || FORMATS.contains(schema.path("format").asText())
        || schema.has("enum");
  }

  private static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}
