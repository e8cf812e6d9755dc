package io.kefu.erp.connector;

import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.LookupSettings.Told;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Makes documents of an ERP's rows, and lets nobody else's through. Pure. */
public final class DocumentRows {

  private static final String NUMBER = "{number}";
  private static final String ORDER = "{order}";
  private static final String CUSTOMER = "{customer}";

  private DocumentRows() {}

  /**
   * One attempt to find documents.
   *
   * @param path filled path
   * @param parameters filled parameters
   * @param ofTheOrder whether every row belongs to the order named, whatever its own number
   */
  public record Attempt(String path, Map<String, String> parameters, boolean ofTheOrder) {}

  /** Asks a source for the rows of an attempt. */
  public interface Source {
    /** Column by value, in the ERP's order. */
    List<Map<String, String>> rows(Attempt attempt);
  }

  /**
   * Finds documents: tries the queries in turn.
   *
   * @param settings of each kind
   * @param words the words of an enumeration of the ERP, id by word
   */
  public static List<ErpDocument> find(
      DocumentQuery query,
      Map<ErpLookupKind, LookupSettings> settings,
      Source source,
      Function<String, Map<String, String>> words) {
    LookupSettings how = settings.get(query.kind());
    if (how == null) {
      return List.of();
    }
    for (Map<String, String> template : how.queries()) {
      boolean ofTheOrder = template.values().stream().anyMatch(value -> value.contains(ORDER));
      Optional<String> order = Optional.empty();
      if (ofTheOrder) {
        order = query.number().isEmpty() ? Optional.empty() : order(query, settings, source, words);
        if (order.isEmpty()) {
          continue;
        }
      }
      Attempt attempt = attempt(query, how, template, order, ofTheOrder);
      List<ErpDocument> found = read(query, how, source.rows(attempt), ofTheOrder, words);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static Optional<String> order(
      DocumentQuery query,
      Map<ErpLookupKind, LookupSettings> settings,
      Source source,
      Function<String, Map<String, String>> words) {
    DocumentQuery orders = new DocumentQuery(ErpLookupKind.ORDER, query.erpId(), query.number());
    return query.kind() == ErpLookupKind.ORDER
        ? Optional.empty()
        : find(orders, settings, source, words).stream()
            .map(ErpDocument::id)
            .filter(id -> !id.isEmpty())
            .findFirst();
  }

  private static Attempt attempt(
      DocumentQuery query,
      LookupSettings how,
      Map<String, String> template,
      Optional<String> order,
      boolean ofTheOrder) {
    Map<String, String> filled = new LinkedHashMap<>();
    template.forEach(
        (name, value) -> {
          if (!value.contains(NUMBER) || query.number().isPresent()) {
            filled.put(name, fill(value, query, order, UnaryOperator.identity()));
          }
        });
    // What a customer names must not choose another path.
    return new Attempt(fill(how.path(), query, order, DocumentRows::encoded), filled, ofTheOrder);
  }

  private static String fill(
      String text, DocumentQuery query, Optional<String> order, UnaryOperator<String> written) {
    return text.replace(CUSTOMER, written.apply(query.erpId().orElse("")))
        .replace(ORDER, written.apply(order.orElse("")))
        .replace(NUMBER, written.apply(query.number().orElse("")));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<ErpDocument> read(
      DocumentQuery query,
      LookupSettings how,
      List<Map<String, String>> rows,
      boolean ofTheOrder,
      Function<String, Map<String, String>> words) {
    List<Map<String, String>> told = new ArrayList<>();
    for (Map<String, String> row : rows) {
      if (ownedBy(query, how, row)
          && (ofTheOrder || query.number().map(number -> named(how, row, number)).orElse(true))) {
        told.add(row);
      }
    }
    if (how.newest() != null) {
      told.sort(
          Comparator.comparing((Map<String, String> row) -> row.getOrDefault(how.newest(), ""))
              .reversed());
    }
    return told.stream().map(row -> document(how, row, words)).toList();
  }

  /**
   * The ERP was asked for this customer's rows; what shows another owner is dropped all the same.
   */
  private static boolean ownedBy(DocumentQuery query, LookupSettings how, Map<String, String> row) {
    return query.kind() == ErpLookupKind.STOCK
        || how.owner() == null
        || query.erpId().orElseThrow().equals(row.get(how.owner()));
  }

  private static boolean named(LookupSettings how, Map<String, String> row, String number) {
    String wanted = normal(number);
    return how.numbers().stream()
        .map(row::get)
        .anyMatch(shown -> shown != null && !shown.isBlank() && normal(shown).equals(wanted));
  }

  private static String normal(String number) {
    return Normalizer.normalize(number, Normalizer.Form.NFKC)
        .replaceAll("\\s", "")
        .toUpperCase(Locale.ROOT);
  }

  private static ErpDocument document(
      LookupSettings how, Map<String, String> row, Function<String, Map<String, String>> words) {
    Map<String, String> fields = new LinkedHashMap<>();
    how.fields()
        .forEach(
            field -> word(field, row, words).ifPresent(value -> fields.put(field.label(), value)));
    String number =
        how.numbers().stream()
            .map(column -> row.getOrDefault(column, ""))
            .filter(value -> !value.isBlank())
            .findFirst()
            .orElse("");
    String title = how.title() == null ? "" : row.getOrDefault(how.title(), "");
    return new ErpDocument(
        how.id() == null ? "" : row.getOrDefault(how.id(), ""),
        number,
        title.isBlank() ? number : title.strip(),
        Optional.ofNullable(how.status()).flatMap(status -> word(status, row, words)),
        fields);
  }

  private static Optional<String> word(
      Told told, Map<String, String> row, Function<String, Map<String, String>> words) {
    String shown = row.get(told.column());
    if (shown == null || shown.isBlank()) {
      return Optional.empty();
    }
    String value = shown.strip();
    if (told.values().containsKey(value)) {
      return Optional.of(told.values().get(value));
    }
    if (told.enumeration() == null && told.values().isEmpty()) {
      return Optional.of(value);
    }
    Map<String, String> list =
        told.enumeration() == null ? Map.of() : words.apply(told.enumeration());
    return list.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        // Some lists show words already; but no customer is told a bare id.
        .or(() -> value.matches("[0-9]+") ? Optional.empty() : Optional.of(value));
  }
}
