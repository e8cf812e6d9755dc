package io.kefu.rag.extract;

import io.kefu.rag.ingest.DocumentParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;

/**
 * Gathers the tables of questions and answers of one file, each with its columns in its own order,
 * into one table as {@link DocumentParser} reads it. What is no such table is left to the caller.
 */
final class QuestionTable {

  /** A header stands within the first rows. */
  private static final int HEADER_WITHIN = 10;

  private final List<String> columns = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  /** Takes a table over when a header names questions and answers; otherwise nothing happens. */
  boolean offer(List<TableRow> table) {
    int header = header(table);
    if (header < 0) {
      return false;
    }
    List<String> names = table.get(header).cells();
    int[] target = targets(names);
    for (TableRow row : table.subList(header + 1, table.size())) {
      if (row.isEmpty()) {
        continue;
      }
      String[] ordered = new String[columns.size()];
      Arrays.fill(ordered, "");
      for (int i = 0; i < Math.min(row.cells().size(), target.length); i++) {
        ordered[target[i]] = row.cells().get(i).strip();
      }
      ordered[columns.indexOf(DocumentParser.PLACE_COLUMN)] = row.place();
      if (goesOn(row, names)) {
        join(rows.getLast(), ordered);
      } else {
        rows.add(ordered);
      }
    }
    return true;
  }

  /** The table with what else the file says; that alone when there was no table. */
  String with(TextBuilder rest) throws IOException {
    if (rows.isEmpty()) {
      return rest.toString();
    }
    StringBuilder table = new StringBuilder();
    CSVFormat.DEFAULT.printRecord(table, columns.toArray());
    for (String[] row : rows) {
      CSVFormat.DEFAULT.printRecord(table, (Object[]) filled(row));
    }
    return rest.isEmpty() ? table.toString() : table.toString() + DocumentParser.PART + rest;
  }

  private static int header(List<TableRow> table) {
    for (int i = 0; i < Math.min(HEADER_WITHIN, table.size()); i++) {
      if (DocumentParser.isTableHeader(table.get(i).cells())) {
        return i;
      }
    }
    return -1;
  }

  /** Tables may order their columns differently: each column is known by its name. */
  private int[] targets(List<String> names) {
    int[] target = new int[names.size()];
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip();
      target[i] = place(name, seen.merge(name, 1, Integer::sum));
    }
    place(DocumentParser.PLACE_COLUMN, 1);
    return target;
  }

  private int place(String name, int occurrence) {
    int found = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equals(name) && ++found == occurrence) {
        return i;
      }
    }
    columns.add(name);
    return columns.size() - 1;
  }

  /** A question merged over several rows has its answer in several cells. */
  private boolean goesOn(TableRow row, List<String> names) {
    boolean asked = false;
    boolean answers = false;
    for (int i = 0; i < Math.min(row.cells().size(), names.size()); i++) {
      boolean inherited = row.inherited().contains(i);
      boolean says = !row.cells().get(i).isBlank();
      if (DocumentParser.isQuestionColumn(names.get(i)) && says) {
        if (!inherited) {
          return false;
        }
        asked = true;
      }
      answers |= DocumentParser.isAnswerColumn(names.get(i)) && says && !inherited;
    }
    return asked && answers && !rows.isEmpty();
  }

  private void join(String[] row, String[] more) {
    for (int i = 0; i < row.length; i++) {
      if (DocumentParser.isAnswerColumn(columns.get(i)) && !more[i].isBlank()) {
        row[i] = row[i].isBlank() ? more[i] : row[i] + "\n" + more[i];
      }
    }
  }

  /** Tables that came later may have brought more columns. */
  private String[] filled(String[] row) {
    String[] whole = Arrays.copyOf(row, columns.size());
    for (int i = row.length; i < whole.length; i++) {
      whole[i] = "";
    }
    return whole;
  }
}
