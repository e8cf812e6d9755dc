package io.kefu.rag.extract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes Markdown of the lines of printed pages: running heads and page numbers go, lines that were
 * broken by the margin are joined, numbered headings become headings. Pure.
 */
final class PdfText {

  private static final Pattern HEADING =
      Pattern.compile(
          "(?:第[一二三四五六七八九十百\\d]+[章节部分]|[一二三四五六七八九十]+、|\\d+(?:\\.\\d+)*[、.\\s])\\s*\\S.{0,30}");
  private static final Pattern STARTS_ANEW =
      Pattern.compile(
          "(?:[-•·●▪◆*]|\\(?\\d+[).、]|（[一二三四五六七八九十\\d]+）|问题?[:：]|答案?[:：]|Q\\d*[:：.]|A\\d*[:：.]).*");
  private static final String SENTENCE_ENDS = "。！？!?；;：:";
  private static final int REPEATED_PAGES = 3;

  /** A line shorter than this share of the longest one was ended by its author. */
  private static final double FULL_LINE = 0.7;

  private PdfText() {}

  static String of(List<List<String>> pages) {
    Map<String, Integer> edges = new HashMap<>();
    for (List<String> page : pages) {
      for (String edge : edges(page)) {
        edges.merge(edge, 1, Integer::sum);
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> page : pages) {
      List<String> full = page.stream().filter(line -> !line.isBlank()).toList();
      for (int i = 0; i < full.size(); i++) {
        boolean edge = i == 0 || i == full.size() - 1;
        String line = full.get(i);
        boolean pageNumber = line.matches("[-—\\s第]*\\d{1,4}[-—\\s页/]*\\d{0,4}\\s*页?");
        boolean repeated = edges.getOrDefault(shape(line), 0) >= REPEATED_PAGES;
        if (!(edge && (pageNumber || repeated))) {
          lines.add(line);
        }
      }
    }
    return join(lines);
  }

  private static List<String> edges(List<String> page) {
    List<String> full = page.stream().filter(line -> !line.isBlank()).toList();
    if (full.isEmpty()) {
      return List.of();
    }
    String first = shape(full.getFirst());
    String last = shape(full.getLast());
    return first.equals(last) ? List.of(first) : List.of(first, last);
  }

  /** Running heads differ by the page number alone. */
  private static String shape(String line) {
    return line.replaceAll("\\d+", "#");
  }

  private static String join(List<String> lines) {
    int longest = lines.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    StringBuilder paragraph = new StringBuilder();
    String before = "";
    for (String line : lines) {
      boolean heading = HEADING.matcher(line).matches() && SENTENCE_ENDS.indexOf(last(line)) < 0;
      boolean goesOn =
          !paragraph.isEmpty()
              && !heading
              && !STARTS_ANEW.matcher(line).matches()
              && before.length() >= longest * FULL_LINE
              && SENTENCE_ENDS.indexOf(last(before)) < 0;
      if (!goesOn) {
        flush(paragraph, text);
      }
      if (heading) {
        text.append("\n## ").append(line).append("\n\n");
      } else {
        boolean words = !paragraph.isEmpty() && last(before) < 128 && line.charAt(0) < 128;
        paragraph.append(words ? " " : "").append(line);
      }
      before = heading ? "" : line;
    }
    flush(paragraph, text);
    return text.toString().replaceAll("\n{3,}", "\n\n").strip() + (text.isEmpty() ? "" : "\n");
  }

  private static void flush(StringBuilder paragraph, StringBuilder text) {
    if (!paragraph.isEmpty()) {
      text.append(paragraph).append("\n\n");
      paragraph.setLength(0);
    }
  }

  private static char last(String line) {
    return line.isEmpty() ? ' ' : line.charAt(line.length() - 1);
  }
}
