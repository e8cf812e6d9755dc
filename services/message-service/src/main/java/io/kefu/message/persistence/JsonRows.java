package io.kefu.message.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Hands many rows to one SQL statement: as a JSON text that the statement opens with {@code
 * jsonb_to_recordset}. One round trip for a batch, whatever its size.
 *
 * <p>A statement that looks up by these rows' keys says {@code NOT (i IS DISTINCT FROM i)}: always
 * true, but it tells the planner that the rows are few. It believes in 100 else and, for a single
 * message, reads the tenant's whole table into a hash (docs/adr/0007).
 */
@ApplicationScoped
public class JsonRows {

  private final ObjectMapper json;

  /** Uses the service's mapper: snake_case names, as the columns are. */
  public JsonRows(ObjectMapper json) {
    this.json = json;
  }

  /** The rows as a JSON array of objects with snake_case names. */
  public String of(List<?> rows) {
    return text(rows);
  }

  /** One value as JSON text. */
  public String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a value back from a JSON text. */
  public <T> T value(String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a list back from a JSON column; null gives an empty list. */
  public <T> List<T> list(String text, Class<T> type) {
    if (text == null) {
      return List.of();
    }
    try {
      return json.readerForListOf(type).readValue(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
