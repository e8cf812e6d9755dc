package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.gateway.testing.ApiContract;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client that knows the OpenAPI document and nothing else: method, address, parameters and body
 * come from it, what it sends must be of the documented schema, and so must what comes back.
 */
final class DocumentedClient {

  private final ApiContract contract;
  private final Map<String, String> given = new LinkedHashMap<>();
  private String token;

  DocumentedClient(ApiContract contract) {
    this.contract = contract;
  }

  /** Sends this token from now on. */
  DocumentedClient as(String accessToken) {
    token = accessToken;
    return this;
  }

  /** A value for the next call's parameter of this name. */
  DocumentedClient with(String parameter, String value) {
    given.put(parameter, value);
    return this;
  }

  /** Calls with the body that the document shows as an example, if it takes one. */
  Response call(String operationId) {
    return call(operationId, Map.of());
  }

  /** The same with some fields of the body changed. */
  Response call(String operationId, Map<String, String> changed) {
    ApiContract.Operation operation = contract.operation(operationId);
    RequestSpecification request = given();
    if (token != null) {
      request.auth().oauth2(token);
    }
    for (JsonNode named : operation.node().path("parameters")) {
      JsonNode parameter = contract.resolve(named);
      String value = given.remove(parameter.path("name").asText());
      if (value != null) {
        switch (parameter.path("in").asText()) {
          case "path" -> request.pathParam(parameter.path("name").asText(), value);
          case "query" -> request.queryParam(parameter.path("name").asText(), value);
          case "header" -> request.header(parameter.path("name").asText(), value);
          default -> throw new AssertionError("unknown place: " + parameter);
        }
      }
    }
    assertThat(given).as("parameters that %s does not have", operation).isEmpty();
    JsonNode schema = operation.body();
    if (!schema.isMissingNode()) {
      ObjectNode body = contract.example(schema).deepCopy();
      changed.forEach(body::put);
      assertThat(contract.faults(schema, body)).as("body of %s: %s", operation, body).isEmpty();
      request.contentType(ContentType.JSON).body(body.toString());
    }
    Response answer = request.request(operation.method(), operation.path());
    assertThat(
            contract.faults(
                operation, answer.statusCode(), answer.contentType(), answer.asString()))
        .as("answer of %s: %d %s", operation, answer.statusCode(), answer.asString())
        .isEmpty();
    if (answer.statusCode() < 300 && !answer.asString().isEmpty()) {
      assertThat(contract.unknown(operation, answer.statusCode(), answer.asString()))
          .as("fields that the document does not know in the answer of %s", operation)
          .isEmpty();
    }
    return answer;
  }
}
