package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Holds the query parameters of questions that are passed on against the OpenAPI document. The
 * service behind would take a limit that is no number for another address, and a filter that
 * nothing has for one that finds nothing; here it is a 400 that names the parameter. A name that
 * the document uses for several parameters may hold what any of them may. Immutable.
 */
@ApplicationScoped
public class DocumentedParameters {

  private static final String DOCUMENT = "META-INF/openapi.yaml";
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern UUID_TEXT =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final Map<String, List<JsonNode>> schemas = new HashMap<>();

  /** Reads the document that is shipped in the program. */
  public DocumentedParameters() {
    try (InputStream document =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(DOCUMENT)) {
      JsonNode parameters = new YAMLMapper().readTree(document).at("/components/parameters");
      for (JsonNode parameter : parameters) {
        if (parameter.path("in").asText().equals("query")) {
          schemas
              .computeIfAbsent(parameter.path("name").asText(), name -> new ArrayList<>())
              .add(parameter.path("schema"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets through what the document knows, and names it does not know.
   *
   * @throws ProblemException 400 that names each wrong parameter
   */
  public void check(MultiMap query) {
    Map<String, String> wrong = new LinkedHashMap<>();
    for (Map.Entry<String, String> sent : query) {
      List<JsonNode> known = schemas.getOrDefault(sent.getKey(), List.of());
      // An empty value counts as none.
      boolean fits =
          known.isEmpty()
              || sent.getValue().isEmpty()
              || known.stream().anyMatch(schema -> fits(schema, sent.getValue()));
      if (!fits) {
        wrong.put(
            sent.getKey(),
            known.stream()
                .map(DocumentedParameters::wanted)
                .distinct()
                .collect(Collectors.joining(", or ", "must be ", "")));
      }
    }
    if (!wrong.isEmpty()) {
      throw new ProblemException(
          400,
          "invalid_request",
          wrong.entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue() + ".")
              .collect(Collectors.joining(" ")),
          wrong.entrySet().stream()
              .map(one -> new Problem.FieldError(one.getKey(), one.getValue()))
              .toList());
    }
  }

  private static boolean fits(JsonNode schema, String value) {
    return switch (schema.path("type").asText()) {
      case "integer" ->
          WHOLE_NUMBER.matcher(value).matches()
              && Long.parseLong(value) >= schema.path("minimum").asLong(Long.MIN_VALUE)
              && Long.parseLong(value) <= schema.path("maximum").asLong(Long.MAX_VALUE);
      case "boolean" -> value.equals("true") || value.equals("false");
      default -> text(schema, value);
    };
  }

  private static boolean text(JsonNode schema, String value) {
    if (schema.has("enum")) {
      return values(schema).contains(value);
    }
    if (value.codePointCount(0, value.length()) > schema.path("maxLength").asInt(4_000)) {
      return false;
    }
    try {
      return switch (schema.path("format").asText()) {
        case "uuid" -> UUID_TEXT.matcher(value).matches();
        case "date" -> LocalDate.parse(value) != null;
        // A plus sign that was not encoded arrives as a blank.
        case "date-time" -> OffsetDateTime.parse(value.replace(' ', '+')) != null;
        default -> true;
      };
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static List<String> values(JsonNode schema) {
    return StreamSupport.stream(schema.path("enum").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static String wanted(JsonNode schema) {
    if (schema.has("enum")) {
      return "one of " + String.join(", ", values(schema));
    }
    return switch (schema.path("type").asText()) {
      case "integer" -> "a whole number" + range(schema);
      case "boolean" -> "true or false";
      default ->
          switch (schema.path("format").asText()) {
            case "uuid" -> "a UUID";
            case "date" -> "a day as 2026-11-22";
            case "date-time" -> "a time with offset as 2026-11-22T08:00:00+08:00";
            default -> "a text of at most " + schema.path("maxLength").asInt(4_000) + " characters";
          };
    };
  }

  private static String range(JsonNode schema) {
    String from = schema.has("minimum") ? " from " + schema.path("minimum").asLong() : "";
    String to = schema.has("maximum") ? " to " + schema.path("maximum").asLong() : "";
    return from + to;
  }
}
