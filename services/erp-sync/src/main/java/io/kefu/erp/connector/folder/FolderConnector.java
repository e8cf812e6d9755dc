package io.kefu.erp.connector.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.CallLimit;
import io.kefu.erp.connector.ConnectorSettings;
import io.kefu.erp.connector.DocumentQuery;
import io.kefu.erp.connector.DocumentRows;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpDocument;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.connector.FieldMapping;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An ERP that exchanges CSV files. The customer number is the ERP's id. What we write is told in
 * {@code out} and counts as stored; if the ERP's next file says otherwise, that is a change of
 * theirs.
 */
public final class FolderConnector implements ErpConnector {

  private static final String CUSTOMERS = "customers";
  private static final String NOBODY = "-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ConnectorSettings settings;
  private final FolderSettings how;
  private final FieldMapping mapping;
  private final FolderState state;
  private final FolderImport incoming;
  private final Clock clock;

  /** Makes the folders. */
  public FolderConnector(ConnectorSettings settings, ObjectMapper mapper, Clock clock) {
    this.settings = settings;
    this.how = settings.folder();
    this.mapping = new FieldMapping(settings.fields());
    this.clock = clock;
    settings
        .lookups()
        .forEach(
            (kind, lookup) -> {
              if (kind != ErpLookupKind.STOCK && lookup.owner() == null) {
                throw new IllegalArgumentException(
                    "lookups: a folder's " + group(kind) + " need owner, the customer's column");
              }
            });
    try {
      for (String part : List.of("in", "out", "done", "state")) {
        Files.createDirectories(how.path().resolve(part));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the folder cannot be made: " + how.path(), e);
    }
    this.state = new FolderState(how.path().resolve("state"), mapper);
    this.incoming = new FolderImport(how, clock, this::store);
  }

  static String group(ErpLookupKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public Map<String, String> asShown(Map<String, String> fields) {
    return mapping.asShown(fields);
  }

  @Override
  public void verify() {
    if (!Files.isWritable(how.path().resolve("out"))) {
      throw new ErpException(Kind.UNREACHABLE, "the folder cannot be written");
    }
  }

  @Override
  public boolean hasNews() {
    return incoming.waits();
  }

  @Override
  public Page list(Optional<String> from) {
    return io(
        () -> {
          if (from.isEmpty()) {
            state.alone(
                () -> {
                  incoming.run();
                  return null;
                });
          }
          List<ErpRecord> records = new ArrayList<>();
          List<String> names = state.after(CUSTOMERS, from.orElse(""), settings.pageSize());
          for (String name : names) {
            state.byName(CUSTOMERS, name).map(this::record).ifPresent(records::add);
          }
          return new Page(
              records,
              names.size() < settings.pageSize() ? Optional.empty() : Optional.of(names.getLast()));
        });
  }

  @Override
  public Optional<ErpRecord> get(String erpId) {
    return io(() -> state.get(CUSTOMERS, erpId).map(this::record));
  }

  @Override
  public Optional<ErpRecord> findByNumber(String number) {
    return get(number);
  }

  @Override
  public void create(String number, Map<String, String> fields) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put(how.number(), number);
    row.putAll(settings.constants());
    row.putAll(mapping.toErp(fields));
    tell(CUSTOMERS, number, row);
  }

  @Override
  public void update(ErpRecord current, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(current.fields());
    all.putAll(fields);
    Map<String, String> row = new LinkedHashMap<>();
    row.put(how.number(), current.erpId());
    row.putAll(mapping.toErp(all));
    tell(CUSTOMERS, current.erpId(), row);
  }

  @Override
  public void note(String erpId, String text) {
    io(
        () -> {
          out("note", Map.of(how.number(), erpId, "note", text));
          return null;
        });
  }

  @Override
  public List<ErpDocument> documents(DocumentQuery query, CallLimit limit) {
    String group = FolderState.ofOwner(group(query.kind()), query.erpId().orElse(NOBODY));
    return DocumentRows.find(
        query,
        settings.lookups(),
        attempt ->
            io(
                () -> {
                  List<Map<String, String>> rows = new ArrayList<>();
                  for (String name : state.after(group, "", Integer.MAX_VALUE)) {
                    state.byName(group, name).ifPresent(rows::add);
                  }
                  return rows;
                }),
        enumeration -> Map.of());
  }

  private void tell(String kind, String number, Map<String, String> row) {
    if (!FolderState.usable(number)) {
      throw new ErpException(Kind.REFUSED, "the customer number is empty or too long");
    }
    io(
        () ->
            state.alone(
                () -> {
                  // The file first: who dies in between tells it again.
                  out(kind, row);
                  state.merge(CUSTOMERS, number, row);
                  return null;
                }));
  }

  private void out(String kind, Map<String, String> row) throws IOException {
    String id = UUID.randomUUID().toString().substring(0, 8);
    char separator = how.separator().charAt(0);
    FolderState.write(
        how.path().resolve("out/" + kind + "-" + TIME.format(clock.instant()) + "-" + id + ".csv"),
        Csv.write(List.copyOf(row.keySet()), separator)
            + Csv.write(List.copyOf(row.values()), separator),
        Charset.forName(how.charset()));
  }

  /** Stores one line of the ERP's; answers why it cannot, or nothing. */
  private Optional<String> store(String file, Map<String, String> row) throws IOException {
    if (file.startsWith(how.customers())) {
      String number = row.getOrDefault(how.number(), "").strip();
      if (!FolderState.usable(number)) {
        return Optional.of("column " + how.number() + " is empty or too long");
      }
      state.merge(CUSTOMERS, number, row);
      return Optional.empty();
    }
    for (ErpLookupKind kind : ErpLookupKind.values()) {
      if (file.startsWith(group(kind)) && settings.lookups().containsKey(kind)) {
        var lookup = settings.lookups().get(kind);
        String number = row.getOrDefault(lookup.numbers().getFirst(), "").strip();
        String owner =
            kind == ErpLookupKind.STOCK ? NOBODY : row.getOrDefault(lookup.owner(), "").strip();
        if (!FolderState.usable(number) || !FolderState.usable(owner)) {
          return Optional.of("number or owner is empty or too long");
        }
        state.merge(FolderState.ofOwner(group(kind), owner), number, row);
        return Optional.empty();
      }
    }
    return Optional.of("nothing is known about files of this name");
  }

  private ErpRecord record(Map<String, String> row) {
    Map<String, String> all = new LinkedHashMap<>(mapping.fromColumns(row));
    String number = row.getOrDefault(how.number(), "").strip();
    all.put("customer_number", number);
    return new ErpRecord(number, all);
  }

  private static <T> T io(FolderState.Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new ErpException(Kind.UNREACHABLE, "the folder cannot be read or written", e);
    }
  }

  @Override
  public void close() {
    // Nothing stays open.
  }
}
