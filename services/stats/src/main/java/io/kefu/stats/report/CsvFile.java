package io.kefu.stats.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A table as CSV (RFC 4180), with a byte order mark so that Excel reads it as UTF-8. Pure. */
final class CsvFile {

  /** Media type of the file. */
  static final String MEDIA_TYPE = "text/csv";

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String END = "\r\n";

  /** With these a spreadsheet begins a formula; the wide ones in Chinese and Japanese versions. */
  private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

  private CsvFile() {}

  static String of(Table table) {
    return table.rows().stream()
        .map(CsvFile::line)
        .collect(
            Collectors.joining(END, BYTE_ORDER_MARK + String.join(",", table.header()) + END, END));
  }

  private static String line(List<Object> cells) {
    return cells.stream().map(CsvFile::cell).collect(Collectors.joining(","));
  }

  private static String cell(Object value) {
    String text = Objects.toString(value, "");
    if (!(value instanceof String)) {
      return text;
    }
    // A name that begins like a formula is shown as it is, not computed.
    String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
