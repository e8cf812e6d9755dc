package io.kefu.erp.connector.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** CSV as RFC 4180 has it. What is broken costs one line and no more. Pure. */
final class Csv {

  /**
   * One record.
   *
   * @param line where it begins, from 1
   * @param cells its cells
   * @param error why it cannot be read; null for a good one
   */
  record Line(int line, List<String> cells, String error) {}

  private Csv() {}

  static List<Line> read(String text, char separator) {
    String all = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<Line> lines = new ArrayList<>();
    int at = 0;
    int number = 1;
    while (at < all.length()) {
      List<String> cells = new ArrayList<>();
      int end = record(all, at, separator, cells);
      if (end < 0) {
        // A quote that never closes: only this line is lost.
        lines.add(new Line(number, List.of(), "a quote is not closed"));
        int newline = all.indexOf('\n', at);
        end = newline < 0 ? all.length() : newline + 1;
      } else if (cells.size() > 1 || !cells.getFirst().isBlank()) {
        lines.add(new Line(number, List.copyOf(cells), null));
      }
      number += (int) all.substring(at, end).chars().filter(c -> c == '\n').count();
      at = end;
    }
    return lines;
  }

  /**
   * Reads one record; answers where the next begins, or -1 for a quote that is not closed where a
   * cell ends.
   */
  private static int record(String text, int from, char separator, List<String> cells) {
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else if (i + 1 < text.length()
            && "\r\n".indexOf(text.charAt(i + 1)) < 0
            && text.charAt(i + 1) != separator) {
          // A quote in the middle closes nothing: it belongs to a later line's cell.
          return -1;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.isEmpty()) {
        quoted = true;
      } else if (c == separator) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        cells.add(cell.toString());
        return i + 1;
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return quoted ? -1 : text.length();
  }

  /** One record as a line. */
  static String write(List<String> cells, char separator) {
    return cells.stream()
            .map(
                cell ->
                    cell.indexOf(separator) < 0
                            && cell.indexOf('"') < 0
                            && cell.indexOf('\n') < 0
                            && cell.indexOf('\r') < 0
                        ? cell
                        : '"' + cell.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(String.valueOf(separator)))
        + "\r\n";
  }
}
