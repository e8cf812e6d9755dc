package io.kefu.gateway.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The OpenAPI document as it is served, and all that can be known from it: operations, bodies made
 * of its examples, and whether an answer is one that it promises. Schemas of OpenAPI 3.1 are JSON
 * Schema 2020-12 and are checked by a validator of that.
 */
public final class ApiContract {

  /** One call. */
  public record Operation(String id, String method, String path, JsonNode node) {

    /** Schema of its JSON body; missing when it takes none. */
    public JsonNode body() {
      return node.at("/requestBody/content/application~1json/schema");
    }

    @Override
    public String toString() {
      return id + " (" + method + " " + path + ")";
    }
  }

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode document;
  private final Map<JsonNode, JsonSchema> schemas = new IdentityHashMap<>();
  private final List<Operation> operations = new ArrayList<>();

  private ApiContract(String text) throws JsonProcessingException {
    document = JSON.readTree(text);
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (method.getValue().has("operationId")) {
                            operations.add(
                                new Operation(
                                    method.getValue().path("operationId").asText(),
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()));
                          }
                        }));
  }

  /** Asks the running gateway for it. */
  public static ApiContract served() {
    try {
      return new ApiContract(given().get("/q/openapi?format=json").asString());
    } catch (JsonProcessingException e) {
      throw new AssertionError("the document is no JSON", e);
    }
  }

  public JsonNode document() {
    return document;
  }

  public List<Operation> operations() {
    return operations;
  }

  public Operation operation(String id) {
    return operations.stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not in the document: " + id));
  }

  /** What is wrong with a value; empty when it is of the schema. */
  public List<String> faults(JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema, this::compiled).validate(value).stream()
        .map(fault -> fault.getInstanceLocation() + " " + fault.getMessage())
        .toList();
  }

  /** The schema beside the components that it refers to. */
  private JsonSchema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    return FACTORY.getSchema(whole, STRICT);
  }

  /** What an answer has that the document does not promise. */
  public List<String> faults(Operation operation, int status, String contentType, String body) {
    JsonNode promised = operation.node().path("responses").path(Integer.toString(status));
    if (promised.isMissingNode()) {
      return List.of("status " + status + " is not in the document");
    }
    if (body.isEmpty()) {
      return List.of();
    }
    JsonNode content = promised.path("content");
    String type = contentType.split(";")[0].strip();
    if (!content.has(type)) {
      return List.of(status + " has " + type + ", the document says " + content.properties());
    }
    if (!type.endsWith("json")) {
      return List.of();
    }
    try {
      return faults(content.path(type).path("schema"), JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return List.of("the body is no JSON");
    }
  }

  /** Fields of a JSON answer, and of what is in its lists and objects, that no schema names. */
  public List<String> unknown(Operation operation, int status, String body) {
    JsonNode schema =
        operation.node().at("/responses/" + status + "/content/application~1json/schema");
    List<String> unknown = new ArrayList<>();
    try {
      unknown(schema, JSON.readTree(body), "", unknown);
    } catch (JsonProcessingException e) {
      unknown.add("the body is no JSON");
    }
    return unknown;
  }

  private void unknown(JsonNode named, JsonNode value, String where, List<String> unknown) {
    JsonNode schema = resolve(named);
    if (value.isArray()) {
      value.forEach(item -> unknown(schema.path("items"), item, where + "[]", unknown));
    } else if (value.isObject() && schema.has("properties")) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String path = where + '.' + field.getKey();
        if (schema.path("properties").has(field.getKey())) {
          unknown(schema.path("properties").path(field.getKey()), field.getValue(), path, unknown);
        } else {
          unknown.add(path);
        }
      }
    }
  }

  /**
   * An example of a schema, its own or put together from its properties'; missing if there is none.
   */
  public JsonNode example(JsonNode named) {
    if (named.path("examples").size() > 0) {
      // In OpenAPI 3.1 a reference may have an example beside it.
      return named.path("examples").get(0);
    }
    JsonNode schema = resolve(named);
    if (schema.path("examples").size() > 0) {
      return schema.path("examples").get(0);
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(0);
    }
    if (schema.has("items")) {
      JsonNode item = example(schema.path("items"));
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      return item.isMissingNode() ? item : array.add(item);
    }
    if (!schema.has("properties")) {
      return JsonNodeFactory.instance.missingNode();
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode value = example(property.getValue());
      if (!value.isMissingNode()) {
        object.set(property.getKey(), value);
      }
    }
    return object.isEmpty() ? JsonNodeFactory.instance.missingNode() : object;
  }

  /** The schema or parameter that a reference names. */
  public JsonNode resolve(JsonNode node) {
    JsonNode resolved = node;
    while (resolved.has("$ref")) {
      resolved = document.at(resolved.path("$ref").asText().substring(1));
    }
    return resolved;
  }
}
