package io.kefu.rag.extract;

import io.kefu.rag.extract.Extractor.RejectedFile;
import java.util.ArrayList;
import java.util.List;

/** Collects the text of a file as Markdown, up to a limit. */
final class TextBuilder {

  private static final int MAX_HEADING = 80;

  private final StringBuilder text = new StringBuilder();
  private final int limit;

  TextBuilder(int limit) {
    this.limit = limit;
  }

  void heading(int level, String heading) throws RejectedFile {
    String line = oneLine(heading);
    if (line.length() > MAX_HEADING) {
      paragraph(line);
    } else if (!line.isEmpty()) {
      append("\n" + "#".repeat(Math.clamp(level, 1, 6)) + " " + line + "\n\n");
    }
  }

  void paragraph(String paragraph) throws RejectedFile {
    String lines = paragraph.strip();
    if (!lines.isEmpty()) {
      append(lines + "\n\n");
    }
  }

  void line(String line) throws RejectedFile {
    if (!line.isBlank()) {
      append(line.strip() + "\n");
    }
  }

  /** A table as one line a row that can be read by itself: {@code header：value；…}. */
  void table(List<List<String>> rows) throws RejectedFile {
    if (rows.isEmpty()) {
      return;
    }
    List<String> header = rows.size() > 1 ? rows.getFirst() : List.of();
    append("\n");
    for (List<String> row : rows.size() > 1 ? rows.subList(1, rows.size()) : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        String name = i < header.size() ? oneLine(header.get(i)) : "";
        String value = oneLine(row.get(i));
        if (!value.isEmpty()) {
          cells.add(name.isEmpty() || name.equals(value) ? value : name + "：" + value);
        }
      }
      if (!cells.isEmpty()) {
        append("- " + String.join("；", cells) + "\n");
      }
    }
    append("\n");
  }

  void append(String more) throws RejectedFile {
    if (text.length() + more.length() > limit) {
      throw new RejectedFile(
          "file_too_long", "It has more than " + limit + " characters of text; split it.");
    }
    text.append(more);
  }

  boolean isEmpty() {
    return text.toString().isBlank();
  }

  @Override
  public String toString() {
    return text.toString().replaceAll("\n{3,}", "\n\n").strip() + "\n";
  }

  static String oneLine(String text) {
    return text.replaceAll("[\\s\\u00A0]+", " ").strip();
  }
}
