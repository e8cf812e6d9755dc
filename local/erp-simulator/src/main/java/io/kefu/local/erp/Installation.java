package io.kefu.local.erp;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an installation holds. Kept in a file if it has one. Guarded by its user's lock. */
final class Installation {

  /** What is written down; names are those of the wire. */
  static final class Content {
    public int nextId = 1000;
    public TreeMap<Integer, Map<String, String>> customers = new TreeMap<>();

    /** Rows by kind of document (path of its list) and customer. */
    public Map<String, Map<String, List<Map<String, String>>>> documents = new LinkedHashMap<>();

    public List<Map<String, String>> stock = new ArrayList<>();

    /** Words by enumeration and id. */
    public Map<String, Map<String, String>> enumerations = new LinkedHashMap<>();

    public List<Map<String, String>> notes = new ArrayList<>();
  }

  private final ObjectMapper mapper;
  private final Path file;
  Content content = new Content();

  /**
   * Opens it.
   *
   * @param file where it is kept; null to keep nothing
   */
  Installation(ObjectMapper mapper, Path file) {
    this.mapper = mapper;
    this.file = file;
    if (file != null && Files.isRegularFile(file)) {
      try {
        content = mapper.readValue(file.toFile(), Content.class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  boolean isEmpty() {
    return content.customers.isEmpty();
  }

  /** A change is on disk before it is acknowledged, as one expects of an ERP. */
  void changed() {
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Path next = file.resolveSibling(file.getFileName() + ".next");
      mapper.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), content);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Map<String, String>> documents(String kind, String customer) {
    return content.documents.getOrDefault(kind, Map.of()).getOrDefault(customer, List.of());
  }

  void addDocument(String kind, String customer, Map<String, String> row) {
    content
        .documents
        .computeIfAbsent(kind, key -> new LinkedHashMap<>())
        .computeIfAbsent(customer, key -> new ArrayList<>())
        .add(new LinkedHashMap<>(row));
  }
}
