package io.kefu.rag.extract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Reads a table of Word's XML; merged cells count in each of their rows. Pure. */
final class DocxTable {

  private static final int MAX_SPAN = 200;

  private DocxTable() {}

  static List<TableRow> rows(Element table, String place) {
    List<TableRow> rows = new ArrayList<>();
    List<String> above = List.of();
    int number = 0;
    for (Element row : DocxText.children(table)) {
      if (!"tr".equals(row.getLocalName())) {
        continue;
      }
      number++;
      if (isDeleted(row)) {
        continue;
      }
      List<String> cells = new ArrayList<>();
      Set<Integer> inherited = new HashSet<>();
      for (Element cell : DocxText.children(row)) {
        if ("tc".equals(cell.getLocalName())) {
          add(cell, above, cells, inherited);
        }
      }
      above = cells;
      rows.add(new TableRow(place + ", row " + number, cells, inherited));
    }
    return rows;
  }

  private static void add(
      Element cell, List<String> above, List<String> cells, Set<Integer> inherited) {
    Optional<Element> style = DocxText.child(cell, "tcPr");
    int column = cells.size();
    boolean goesOn =
        style
            .flatMap(of -> DocxText.child(of, "vMerge"))
            .filter(merge -> !"restart".equals(DocxText.value(merge)))
            .isPresent();
    if (goesOn && column < above.size()) {
      cells.add(above.get(column));
      inherited.add(column);
    } else {
      cells.add(DocxText.of(cell).strip());
    }
    int span =
        style
            .flatMap(of -> DocxText.child(of, "gridSpan"))
            .map(DocxText::value)
            .filter(digits -> digits.matches("\\d{1,3}"))
            .map(Integer::parseInt)
            .orElse(1);
    for (int i = 1; i < Math.min(span, MAX_SPAN); i++) {
      cells.add("");
    }
  }

  private static boolean isDeleted(Element row) {
    return DocxText.child(row, "trPr").flatMap(of -> DocxText.child(of, "del")).isPresent();
  }
}
