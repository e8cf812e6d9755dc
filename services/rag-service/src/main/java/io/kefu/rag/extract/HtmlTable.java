package io.kefu.rag.extract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;

/** Reads a table of a web page; merged cells count in each of their rows. Pure. */
final class HtmlTable {

  private static final int MAX_COLUMNS = 200;

  /** A value that is still to be repeated in so many rows. */
  private record Falling(String value, int rows) {}

  private HtmlTable() {}

  static List<TableRow> rows(Element table, String place) {
    List<TableRow> rows = new ArrayList<>();
    Map<Integer, Falling> falling = new HashMap<>();
    int number = 0;
    for (Element row : table.select("tr")) {
      number++;
      List<String> cells = new ArrayList<>();
      Set<Integer> inherited = new HashSet<>();
      for (Element cell : row.select("> th, > td")) {
        fall(falling, cells, inherited);
        int down = span(cell, "rowspan");
        if (down > 1) {
          falling.put(cells.size(), new Falling(cell.text(), down - 1));
        }
        cells.add(cell.text());
        for (int i = 1; i < span(cell, "colspan") && cells.size() < MAX_COLUMNS; i++) {
          cells.add("");
        }
      }
      fall(falling, cells, inherited);
      rows.add(new TableRow(place + ", row " + number, cells, inherited));
    }
    return rows;
  }

  private static void fall(
      Map<Integer, Falling> falling, List<String> cells, Set<Integer> inherited) {
    for (Falling next = falling.remove(cells.size());
        next != null;
        next = falling.remove(cells.size())) {
      int column = cells.size();
      inherited.add(column);
      cells.add(next.value());
      if (next.rows() > 1) {
        falling.put(column, new Falling(next.value(), next.rows() - 1));
      }
    }
  }

  private static int span(Element cell, String attribute) {
    String digits = cell.attr(attribute);
    return digits.matches("\\d{1,4}") ? Math.max(1, Integer.parseInt(digits)) : 1;
  }
}
