package io.kefu.local.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of every row, by table. Not thread-safe. */
public final class MigrationReport {

  /** Rows named with each reason; the count goes on. */
  private static final int EXAMPLES = 5;

  /** What became of the rows of one table. */
  public static final class Table {

    private long read;
    private long imported;
    private long known;
    private final Map<String, Reason> skipped = new TreeMap<>();
    private final Map<String, Reason> notes = new TreeMap<>();
    private String remark;

    /** Rows that were read. */
    public long read() {
      return read;
    }

    /** Rows that brought something new. */
    public long imported() {
      return imported;
    }

    /** Rows whose content was there already. */
    public long known() {
      return known;
    }

    /** Rows that were left out. */
    public long skippedRows() {
      return skipped.values().stream().mapToLong(reason -> reason.count).sum();
    }

    void read(OldRow row) {
      read++;
      if (row.repaired()) {
        note(row, "text was not UTF-8; read as GBK");
      }
    }

    void imported(boolean fresh) {
      if (fresh) {
        imported++;
      } else {
        known++;
      }
    }

    void skip(OldRow row, String reason) {
      skip(row.id(), reason);
    }

    void skip(long row, String reason) {
      skipped.computeIfAbsent(reason, name -> new Reason()).add(row);
    }

    void note(OldRow row, String what) {
      note(row.id(), what);
    }

    void note(long row, String what) {
      notes.computeIfAbsent(what, name -> new Reason()).add(row);
    }

    void remark(long rows, String why) {
      read = rows;
      remark = why;
    }
  }

  private static final class Reason {
    private long count;
    private final List<Long> rows = new ArrayList<>();

    private void add(long row) {
      count++;
      if (rows.size() < EXAMPLES) {
        rows.add(row);
      }
    }
  }

  private final Map<String, Table> tables = new LinkedHashMap<>();

  /** The table's part. */
  public Table table(String name) {
    return tables.computeIfAbsent(name, unknown -> new Table());
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%-20s %8s %9s %9s %8s".formatted("table", "read", "imported", "known", "skipped"));
    tables.forEach(
        (name, table) -> {
          if (table.remark != null) {
            lines.add("%-20s %8d %s".formatted(name, table.read, "  not taken: " + table.remark));
            return;
          }
          lines.add(
              "%-20s %8d %9d %9d %8d"
                  .formatted(name, table.read, table.imported, table.known, table.skippedRows()));
          table.skipped.forEach((why, reason) -> lines.add(line("skipped", why, reason)));
          table.notes.forEach((what, reason) -> lines.add(line("note", what, reason)));
        });
    return lines;
  }

  private static String line(String kind, String what, Reason reason) {
    return "    %s %d: %s (row %s%s)"
        .formatted(
            kind,
            reason.count,
            what,
            String.join(", ", reason.rows.stream().map(String::valueOf).toList()),
            reason.count > reason.rows.size() ? ", …" : "");
  }

  /** For programs. */
  public Map<String, Object> values() {
    Map<String, Object> all = new LinkedHashMap<>();
    tables.forEach(
        (name, table) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("read", table.read);
          if (table.remark != null) {
            one.put("not_taken", table.remark);
          } else {
            one.put("imported", table.imported);
            one.put("known", table.known);
            one.put("skipped", table.skippedRows());
            one.put("skipped_because", reasons(table.skipped));
            one.put("notes", reasons(table.notes));
          }
          all.put(name, one);
        });
    return all;
  }

  private static List<Map<String, Object>> reasons(Map<String, Reason> reasons) {
    return reasons.entrySet().stream()
        .map(
            entry ->
                Map.<String, Object>of(
                    "what", entry.getKey(),
                    "rows", entry.getValue().count,
                    "first_rows", entry.getValue().rows))
        .toList();
  }
}
