package io.kefu.erp.connector;

import java.util.List;
import java.util.Map;

/**
 * Where an installation keeps one kind of documents and how they read; a part of {@code
 * connector.yaml}.
 *
 * <p>Paths and queries may hold {@code {customer}}, the ERP's id of the customer; {@code {number}},
 * what the customer named; and {@code {order}}, the id of the customer's own order of that number.
 * A query is left out when its {@code {order}} is not found; a parameter when there is no {@code
 * {number}}.
 *
 * @param path page or resource
 * @param items where the rows are in the answer, dotted; only for connectors that need it
 * @param queries tried in turn until one of them finds something
 * @param id column of the document's id
 * @param numbers columns that may hold the number the customer names; the first is the document's
 *     own
 * @param title column of what it is about
 * @param status its state (optional)
 * @param newest column by which the newest comes first (optional)
 * @param owner column that must show the ERP's id of the customer; a row without it, or with
 *     another's, is never told (optional, but set it wherever the list has one)
 * @param fields what else is told, in order
 */
public record LookupSettings(
    String path,
    String items,
    List<Map<String, String>> queries,
    String id,
    List<String> numbers,
    String title,
    Told status,
    String newest,
    String owner,
    List<Told> fields) {

  /**
   * One column that is told.
   *
   * @param label how it is called; not needed for the status
   * @param column where it stands
   * @param values words for the ids of the installation, as far as they are fixed
   * @param enumeration number of the ERP's own list that holds the words (optional)
   */
  public record Told(String label, String column, Map<String, String> values, String enumeration) {

    /** Fills in what was left out. */
    public Told {
      if (column == null || column.isBlank()) {
        throw new IllegalArgumentException("lookups: a field needs a column");
      }
      values = values == null ? Map.of() : Map.copyOf(values);
    }
  }

  /** Fills in what was left out and refuses what cannot work. */
  public LookupSettings {
    if (path == null || path.isBlank()) {
      throw new IllegalArgumentException("lookups: path is missing");
    }
    if (numbers == null || numbers.isEmpty()) {
      throw new IllegalArgumentException("lookups: numbers needs a column");
    }
    queries = queries == null || queries.isEmpty() ? List.of(Map.of()) : List.copyOf(queries);
    numbers = List.copyOf(numbers);
    fields = fields == null ? List.of() : List.copyOf(fields);
    if (fields.stream().anyMatch(field -> field.label() == null)) {
      throw new IllegalArgumentException("lookups: a field needs a label");
    }
  }
}
