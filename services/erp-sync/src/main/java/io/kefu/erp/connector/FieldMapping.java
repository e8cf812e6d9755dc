package io.kefu.erp.connector;

import io.kefu.erp.connector.ConnectorSettings.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Translates between our fields and an installation's. Pure. */
public final class FieldMapping {

  private static final String UNMAPPED = "#";

  private final List<Field> fields;

  /** A mapping of the given fields. */
  public FieldMapping(List<Field> fields) {
    this.fields = fields;
  }

  /** Names of ours that the ERP has a place for. */
  public List<String> names() {
    return fields.stream().map(Field::ours).toList();
  }

  /** Our values under the ERP's names; what it has no place for is left out. */
  public Map<String, String> toErp(Map<String, String> ours) {
    Map<String, String> erp = new LinkedHashMap<>();
    for (Field field : fields) {
      if (ours.containsKey(field.ours())) {
        erp.put(field.erp(), write(field, ours.get(field.ours())));
      }
    }
    return erp;
  }

  /** The value of ours as the ERP will show it, cut to its length. */
  public Map<String, String> asShown(Map<String, String> ours) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (Field field : fields) {
      String value = ours.get(field.ours());
      if (value == null || value.isBlank()) {
        continue;
      }
      if (!field.coded()) {
        shown.put(field.ours(), cut(field, value.strip()));
      } else if (field.values().containsKey(value) || value.startsWith(UNMAPPED)) {
        shown.put(field.ours(), value);
      }
    }
    return shown;
  }

  /** A list's row under our names. */
  public Map<String, String> fromColumns(Map<String, String> row) {
    Map<String, String> ours = new LinkedHashMap<>();
    fields.forEach(field -> ours.put(field.ours(), read(field, row.get(field.column()))));
    return ours;
  }

  /** A detail's fields under our names. */
  public Map<String, String> fromDetail(Map<String, String> detail) {
    Map<String, String> ours = new LinkedHashMap<>();
    fields.forEach(field -> ours.put(field.ours(), read(field, detail.get(field.erp()))));
    return ours;
  }

  private static String write(Field field, String value) {
    if (value == null) {
      return "";
    }
    if (!field.coded()) {
      return cut(field, value.strip());
    }
    return value.startsWith(UNMAPPED)
        ? value.substring(UNMAPPED.length())
        : field.values().getOrDefault(value, "");
  }

  private static String read(Field field, String value) {
    if (value == null || !field.coded()) {
      return value;
    }
    return field.values().entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        // An id nobody mapped stays visible and goes back as it came.
        .orElse(value.isBlank() ? null : UNMAPPED + value);
  }

  private static String cut(Field field, String value) {
    return field.maxLength() > 0 && value.codePointCount(0, value.length()) > field.maxLength()
        ? value.substring(0, value.offsetByCodePoints(0, field.maxLength()))
        : value;
  }
}
