package io.kefu.agent.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON object with typed reads that say which field is wrong. */
public final class JsonObject {

  private final Map<String, Object> fields;

  /** Wraps a map as {@link Json#read} makes it. */
  public JsonObject(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** The plain map, for handing on. */
  public Map<String, Object> asMap() {
    return fields;
  }

  /** A required text. */
  public String text(String name) throws BadJson {
    return optionalText(name).orElseThrow(() -> new BadJson(name + " is missing"));
  }

  /** A required text that is not empty. */
  public String id(String name) throws BadJson {
    String text = text(name);
    if (text.isEmpty()) {
      throw new BadJson(name + " is empty");
    }
    return text;
  }

  /** A text, if present. */
  public Optional<String> optionalText(String name) throws BadJson {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw new BadJson(name + " must be a string");
  }

  /** A number, or the default when absent. */
  public double number(String name, double otherwise) throws BadJson {
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new BadJson(name + " must be a number");
  }

  /** A whole number, or the default when absent. */
  public long integer(String name, long otherwise) throws BadJson {
    double number = number(name, otherwise);
    if (number != Math.rint(number)) {
      throw new BadJson(name + " must be a whole number");
    }
    return (long) number;
  }

  /** A truth value, or the default when absent. */
  public boolean flag(String name, boolean otherwise) throws BadJson {
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new BadJson(name + " must be true or false");
  }

  /** A required object. */
  public JsonObject object(String name) throws BadJson {
    return optionalObject(name).orElseThrow(() -> new BadJson(name + " is missing"));
  }

  /** An object, if present. */
  @SuppressWarnings("unchecked")
  public Optional<JsonObject> optionalObject(String name) throws BadJson {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> map) {
      return Optional.of(new JsonObject((Map<String, Object>) map));
    }
    throw new BadJson(name + " must be an object");
  }

  /** A list, empty when absent. */
  public List<?> list(String name) throws BadJson {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new BadJson(name + " must be a list");
  }

  /** A required ISO 8601 time. */
  public Instant time(String name) throws BadJson {
    return optionalTime(name).orElseThrow(() -> new BadJson(name + " is missing"));
  }

  /** An ISO 8601 time, if present. */
  public Optional<Instant> optionalTime(String name) throws BadJson {
    Optional<String> text = optionalText(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.get()).toInstant());
    } catch (DateTimeException e) {
      throw new BadJson(name + " must be an ISO 8601 time with an offset");
    }
  }
}
