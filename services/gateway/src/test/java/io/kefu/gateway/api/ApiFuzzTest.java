package io.kefu.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.ApiContract;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Calls every operation of the OpenAPI document with what its schemas ask for and with what they do
 * not, for a bounded time: nothing may end in a failure of the server, every refusal must be a
 * problem that the document promises, and none may show what is behind it. The seed is printed;
 * {@code -Dkefu.fuzz.seed} repeats a run, {@code -Dkefu.fuzz.seconds} makes it longer.
 */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ApiFuzzTest {

  private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");
  private static final Set<String> LEFT_OUT = Set.of("logout");

  /** Agents of its own: it disables them and renews their secrets, and other tests need theirs. */
  private static final String SELF = "fuzz_self";

  private static final String OTHER = "fuzz_other";
  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "\0",
          "😀\uD83D",
          "'; DROP TABLE users; --",
          "../../etc/passwd",
          "%00%2e%2e%2f",
          "x".repeat(5000),
          "\u202Egnp.exe",
          "null",
          "-1",
          "9".repeat(40),
          OTHER,
          "wait=0");

  private static final Pattern INSIDE =
      Pattern.compile("\\tat |Exception|io\\.kefu|io\\.vertx|org\\.jboss|SELECT |INSERT ");

  private static final List<String> ODD_TYPES =
      List.of("text/xml", "application/json; charset=utf-16", "multipart/form-data", "x", "*/*");

  /** What an address and headers may add up to, or HTTP itself refuses before any operation. */
  private static final int LONGEST_ADDRESS = 7000;

  private static final int LONGEST_HEADERS = 8000;

  @Inject TokenForge forge;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @Test
  void nothingEndsInAFailureOfTheServerAndEveryRefusalIsAProblem() throws Exception {
    long seed = Long.getLong("kefu.fuzz.seed", 20261122L);
    Random random = new Random(seed);
    ApiContract contract = ApiContract.served();
    List<ApiContract.Operation> calls =
        contract.operations().stream().filter(one -> !LEFT_OUT.contains(one.id())).toList();
    String person = forge.person(GatewaySecrets.TENANT, Permission.ALL);
    String agent = agent(SELF);
    agent(OTHER);
    Map<Integer, Integer> answers = new TreeMap<>();
    List<String> wrong = new ArrayList<>();

    long end =
        System.nanoTime() + Duration.ofSeconds(Long.getLong("kefu.fuzz.seconds", 10)).toNanos();
    int sent = 0;
    while (sent < calls.size() || System.nanoTime() < end) {
      ApiContract.Operation call = calls.get(sent % calls.size());
      sent++;
      String token = random.nextInt(5) == 0 ? agent : person;
      HttpRequest request = request(call, contract, random, token);
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      answers.merge(answer.statusCode(), 1, Integer::sum);
      judge(contract, call, request, answer, wrong);
    }

    System.out.printf(
        "fuzzed %d operations, %d requests, seed %d: %s%n", calls.size(), sent, seed, answers);
    assertThat(wrong).as("seed %d", seed).isEmpty();
  }

  private static final Set<Integer> TOO_LONG_FOR_HTTP = Set.of(414, 431);

  private static String agent(String agentId) {
    String secret =
        Api.as(Api.adminToken(), Map.of("agent_id", agentId, "name", agentId))
            .post("/api/v1/agents")
            .then()
            .statusCode(201)
            .extract()
            .path("secret_key");
    return Api.login(
            Map.of("tenant", GatewaySecrets.TENANT, "agent_id", agentId, "secret_key", secret))
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  private static void judge(
      ApiContract contract,
      ApiContract.Operation call,
      HttpRequest request,
      HttpResponse<String> answer,
      List<String> wrong) {
    int status = answer.statusCode();
    if (TOO_LONG_FOR_HTTP.contains(status) && answer.body().isEmpty()) {
      // The HTTP server below refuses it before it knows which operation is meant.
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("");
    boolean comesBack = status == 503 && answer.headers().firstValue("Retry-After").isPresent();
    boolean problem = type.startsWith("application/problem+json");
    boolean fine = status < 400 || problem && (status < 500 || comesBack) || status == 416;
    if (!fine) {
      wrong.add(
          call.id() + " " + request.method() + " " + request.uri() + " -> " + status + " " + type);
    }
    // What stands behind is played here and promises nothing; refusals are the gateway's.
    if (status >= 400) {
      contract
          .faults(call, status, type, answer.body())
          .forEach(fault -> wrong.add(call + ": " + fault + ": " + answer.body()));
    }
    if (INSIDE.matcher(answer.body()).find()) {
      wrong.add(call + " shows its inside: " + answer.body());
    }
  }

  private static HttpRequest request(
      ApiContract.Operation call, ApiContract contract, Random random, String token)
      throws IOException {
    StringBuilder address = new StringBuilder();
    Matcher places = PLACE.matcher(call.path());
    while (places.find()) {
      String value = random.nextInt(3) == 0 ? odd(random) : "x" + random.nextInt(10);
      boolean usable = !value.isEmpty() && address.length() + value.length() < LONGEST_ADDRESS;
      places.appendReplacement(address, Matcher.quoteReplacement(usable ? encoded(value) : "x"));
    }
    places.appendTail(address);
    List<String> query = new ArrayList<>();
    int addressed = address.length();
    int headed = token.length();
    HttpRequest.Builder request = HttpRequest.newBuilder();
    for (JsonNode named : call.node().path("parameters")) {
      JsonNode parameter = contract.resolve(named);
      String name = parameter.path("name").asText();
      if (random.nextInt(2) == 0) {
        continue;
      }
      JsonNode value = value(parameter.path("schema"), contract, random, 0);
      String text = value.isValueNode() ? value.asText() : value.toString();
      if (parameter.path("in").asText().equals("query")) {
        // A long poll would take the time of the others.
        String pair = encoded(name) + "=" + (name.equals("wait") ? "0" : encoded(text));
        if (addressed + pair.length() < LONGEST_ADDRESS) {
          query.add(pair);
          addressed += pair.length() + 1;
        }
      } else if (parameter.path("in").asText().equals("header")) {
        if (headed + text.length() < LONGEST_HEADERS) {
          request.header(name, text.replaceAll("[^ -~]", "?"));
          headed += text.length();
        }
      }
    }
    if (!query.isEmpty()) {
      address.append('?').append(String.join("&", query));
    }
    request
        .uri(URI.create("http://localhost:" + RestAssured.port + address))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
    if (call.id().equals("handInMessage")) {
      request.setHeader("Prefer", "wait=0");
    }
    JsonNode content = call.node().path("requestBody").path("content");
    if (content.isMissingNode() || content.isEmpty()) {
      return request.method(call.method(), HttpRequest.BodyPublishers.noBody()).build();
    }
    String type = content.fieldNames().next();
    String body =
        switch (random.nextInt(8)) {
          case 0 -> odd(random);
          case 1 -> "[".repeat(2000);
          case 2 -> "{\"a\":";
          default -> value(content.path(type).path("schema"), contract, random, 0).toString();
        };
    return request
        .header("Content-Type", random.nextInt(20) == 0 ? odd(ODD_TYPES, random) : type)
        .method(call.method(), HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** A value of the schema, or now and then one that is none. */
  private static JsonNode value(JsonNode named, ApiContract contract, Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode schema = contract.resolve(named);
    if (random.nextInt(8) == 0 || depth > 5) {
      return switch (random.nextInt(5)) {
        case 0 -> nodes.nullNode();
        case 1 -> nodes.numberNode(random.nextLong());
        case 2 -> nodes.arrayNode().add("x");
        case 3 -> nodes.booleanNode(random.nextBoolean());
        default -> nodes.textNode(odd(random));
      };
    }
    if (schema.path("enum").size() > 0) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    JsonNode types = schema.path("type");
    String type = types.isArray() ? types.get(0).asText() : types.asText("object");
    return switch (type) {
      case "string" ->
          nodes.textNode(
              switch (schema.path("format").asText()) {
                case "date-time" -> "2026-11-22T02:15:29Z";
                case "date" -> "2026-11-22";
                case "uuid" -> "0199b6a0-5c1e-7c3a-9d55-0a8f4f2b6c11";
                default -> random.nextBoolean() ? "值" + random.nextInt(100) : odd(random);
              });
      case "integer", "number" -> nodes.numberNode(random.nextInt(200) - 20);
      case "boolean" -> nodes.booleanNode(random.nextBoolean());
      case "array" ->
          nodes.arrayNode().add(value(schema.path("items"), contract, random, depth + 1));
      default -> {
        ObjectNode object = nodes.objectNode();
        schema
            .path("properties")
            .properties()
            .forEach(
                field -> {
                  if (random.nextInt(5) != 0) {
                    object.set(
                        field.getKey(), value(field.getValue(), contract, random, depth + 1));
                  }
                });
        yield object;
      }
    };
  }

  private static String odd(Random random) {
    return odd(ODD_TEXTS, random);
  }

  private static String odd(List<String> among, Random random) {
    return among.get(random.nextInt(among.size()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
