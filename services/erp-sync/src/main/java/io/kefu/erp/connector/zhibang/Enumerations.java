package io.kefu.erp.connector.zhibang;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The installation's own lists of words: ids differ between installations, words hardly. A list is
 * loaded when it is first needed and again when it is old; while the ERP is away, the old one
 * serves. Thread-safe; loading blocks.
 */
final class Enumerations {

  private static final String[] IDS = {"v", "val", "value", "id", "ord"};
  private static final String[] WORDS = {"n", "text", "title", "label", "name"};

  private record Loaded(Map<String, String> idByWord, long atNanos) {}

  private final ConcurrentHashMap<String, Loaded> lists = new ConcurrentHashMap<>();
  private final Duration refresh;

  Enumerations(Duration refresh) {
    this.refresh = refresh;
  }

  /**
   * A list, id by word.
   *
   * @param load asks the ERP for the body of a list
   */
  Map<String, String> of(String enumeration, Function<String, JsonNode> load) {
    Loaded known = lists.get(enumeration);
    if (known != null && System.nanoTime() - known.atNanos() < refresh.toNanos()) {
      return known.idByWord();
    }
    try {
      Map<String, String> words = new LinkedHashMap<>();
      collect(load.apply(enumeration), words);
      lists.put(enumeration, new Loaded(Map.copyOf(words), System.nanoTime()));
      return words;
    } catch (io.kefu.erp.connector.ErpException e) {
      if (known == null) {
        throw e;
      }
      return known.idByWord();
    }
  }

  /** Gathers every pair of id and word, however deep its groups are. */
  private static void collect(JsonNode node, Map<String, String> into) {
    String id = first(node, IDS);
    String word = first(node, WORDS);
    if (id != null && word != null) {
      into.putIfAbsent(word.strip(), id.strip());
    }
    node.forEach(child -> collect(child, into));
  }

  private static String first(JsonNode node, String[] names) {
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value != null && value.isValueNode() && !value.asText().isBlank()) {
        return value.asText();
      }
    }
    return null;
  }
}
