package io.kefu.rag.extract;

import io.kefu.rag.ingest.ParsedDocument.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;

/** Collects the cells of one sheet, up to a number of characters. */
final class SheetRows implements XSSFSheetXMLHandler.SheetContentsHandler {

  /** Ends the reading of a sheet that is too long. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super("too long", null, false, false);
    }
  }

  private final String sheet;
  private final TreeMap<Integer, List<String>> rows = new TreeMap<>();
  private List<String> row = new ArrayList<>();
  private int left;

  SheetRows(String sheet, int characters) {
    this.sheet = sheet;
    this.left = characters;
  }

  /** Characters that the next sheet may have. */
  int left() {
    return left;
  }

  @Override
  public void startRow(int number) {
    row = new ArrayList<>();
    rows.put(number, row);
  }

  @Override
  public void endRow(int number) {
    if (row.stream().allMatch(String::isBlank)) {
      rows.remove(number);
    }
  }

  @Override
  public void cell(String reference, String value, XSSFComment comment) {
    int column = reference == null ? row.size() : new CellReference(reference).getCol();
    if (column < XlsxExtractor.MAX_COLUMNS && value != null) {
      set(row, column, value);
    }
  }

  private void set(List<String> cells, int column, String value) {
    while (cells.size() <= column) {
      cells.add("");
    }
    cells.set(column, value);
    left -= value.length();
    if (left < 0) {
      throw new TooLong();
    }
  }

  /** What is seen of the sheet. */
  List<TableRow> shaped(SheetShape shape) {
    Map<Integer, Set<Integer>> inherited = new TreeMap<>();
    for (CellRangeAddress range : shape.merged()) {
      spread(range, inherited);
    }
    List<TableRow> seen = new ArrayList<>();
    rows.forEach(
        (number, cells) -> {
          if (!shape.isHiddenRow(number)) {
            for (int i = 0; i < cells.size(); i++) {
              if (shape.isHiddenColumn(i)) {
                cells.set(i, "");
              }
            }
            TableRow shown =
                new TableRow(
                    sheet + ", row " + (number + 1),
                    cells,
                    inherited.getOrDefault(number, Set.of()));
            if (!shown.isEmpty()) {
              seen.add(shown);
            }
          }
        });
    return seen;
  }

  /** The value of merged cells holds in each of their rows, in their first column. */
  private void spread(CellRangeAddress range, Map<Integer, Set<Integer>> inherited) {
    List<String> first = rows.get(range.getFirstRow());
    int column = range.getFirstColumn();
    if (first == null || column >= first.size() || first.get(column).isBlank()) {
      return;
    }
    rows.subMap(range.getFirstRow(), false, range.getLastRow(), true)
        .forEach(
            (number, cells) -> {
              set(cells, column, first.get(column));
              inherited.computeIfAbsent(number, none -> new HashSet<>()).add(column);
            });
  }

  /** Cells that nobody can have meant to be read, where they are seen. */
  List<Fault> faults(SheetShape shape) {
    return shape.faults().stream()
        .filter(
            fault -> {
              CellReference place = new CellReference(fault.cell());
              return !shape.isHiddenRow(place.getRow()) && !shape.isHiddenColumn(place.getCol());
            })
        .map(
            fault ->
                new Fault(
                    sheet + "!" + fault.cell(),
                    fault.error()
                        ? "The cell shows an error (such as #N/A or #REF!); correct its formula."
                        : "The formula has no stored result; open the file in Excel, save it, and"
                            + " send it again."))
        .toList();
  }
}
