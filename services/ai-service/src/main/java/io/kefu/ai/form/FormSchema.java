package io.kefu.ai.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;

/** A form's JSON Schema, and the check of a model's text against it. Immutable and thread-safe. */
public final class FormSchema {

  private static final int MOST_FAULTS = 10;

  /** What came of reading a text as a form. */
  public sealed interface Reading {
    /** It is one. */
    record Filled(JsonNode form) implements Reading {}

    /** It is none; faults name places and rules, never values. */
    record Faulty(List<String> faults) implements Reading {}
  }

  private final String text;
  private final JsonSchema schema;
  private final ObjectMapper json;

  /**
   * A schema.
   *
   * @throws IllegalArgumentException when the text is no schema of an object
   */
  public FormSchema(String text, ObjectMapper json) {
    this.text = text;
    this.json = json;
    try {
      JsonNode node = json.readTree(text);
      if (!"object".equals(node.path("type").asText()) || !node.path("properties").isObject()) {
        throw new IllegalArgumentException("a form's schema describes an object with properties");
      }
      this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a form's schema is JSON");
    }
  }

  /** The schema itself. */
  public String text() {
    return text;
  }

  /** Reads a model's text; a code fence and words around the one object are forgiven. */
  public Reading read(String raw) {
    int begin = raw.indexOf('{');
    int end = raw.lastIndexOf('}');
    String object = begin >= 0 && end > begin ? raw.substring(begin, end + 1) : raw;
    try {
      JsonNode form =
          json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(object);
      if (form == null || !form.isObject()) {
        return new Reading.Faulty(List.of("not a JSON object"));
      }
      List<String> faults =
          schema.validate(form).stream().map(FormSchema::fault).limit(MOST_FAULTS).toList();
      return faults.isEmpty() ? new Reading.Filled(form) : new Reading.Faulty(faults);
    } catch (JsonProcessingException e) {
      return new Reading.Faulty(List.of("not JSON"));
    }
  }

  private static String fault(ValidationMessage message) {
    return message.getInstanceLocation()
        + " "
        + message.getType()
        + (message.getProperty() == null ? "" : " " + message.getProperty());
  }
}
