package io.kefu.rag.ingest;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.ingest.DocumentParser.Draft;
import io.kefu.rag.ingest.DocumentParser.Drafts;
import io.kefu.rag.knowledge.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads Markdown and plain text. A heading that is a question makes an entry of what stands under
 * it; so do lines that begin with {@code 问：} and {@code 答：}; a line {@code 相似问：a｜b} adds ways to
 * ask. Everything else becomes passages under their headings. Front matter between two lines of
 * {@code ---} may give {@code title}, {@code tags} and {@code approved: true}; without it nothing
 * is approved.
 */
final class FaqText {

  private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.+?)\\s*#*");
  private static final Pattern QUESTION =
      Pattern.compile("(?:\\*\\*)?(?:问题?|[Qq])\\s*\\d*\\s*[:：.、]\\s*(.+?)(?:\\*\\*)?");
  private static final Pattern ANSWER =
      Pattern.compile("(?:\\*\\*)?(?:答案?|[Aa])\\s*\\d*\\s*[:：.、](?:\\*\\*)?\\s*(.*)");
  private static final Pattern SIMILAR =
      Pattern.compile("(?:[>*-]\\s*)?相似问(?:法|题)?\\s*[:：]\\s*(.+)");

  private final String name;
  private final boolean approved;
  private final List<String> tags;
  private final TreeMap<Integer, String> headings = new TreeMap<>();
  private final List<Draft> drafts = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> body = new ArrayList<>();
  private int bodyStart = 1;

  private FaqText(String name, Map<String, String> front) {
    this.name = front.getOrDefault("title", name);
    this.approved = "true".equals(front.get("approved"));
    this.tags = split(front.getOrDefault("tags", ""), "[|｜,，、;；]").toList();
  }

  static Drafts read(String name, String text) {
    List<String> lines = text.lines().toList();
    Map<String, String> front = new TreeMap<>();
    int first = frontMatter(lines, front);
    FaqText reader = new FaqText(name, front);
    boolean fenced = false;
    for (int i = first; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("```")) {
        fenced = !fenced;
      }
      if (fenced) {
        reader.body.add(line);
      } else {
        reader.line(line, i + 1);
      }
    }
    reader.close();
    return new Drafts(reader.drafts, List.of());
  }

  /** Reads {@code key: value} lines between two lines of dashes; gives the first line after it. */
  private static int frontMatter(List<String> lines, Map<String, String> front) {
    if (lines.isEmpty() || !lines.getFirst().strip().equals("---")) {
      return 0;
    }
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.equals("---")) {
        return i + 1;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        front.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    front.clear();
    return 0;
  }

  private void line(String line, int number) {
    Matcher heading = HEADING.matcher(line);
    Matcher question = QUESTION.matcher(line);
    Matcher answer = ANSWER.matcher(line);
    Matcher similar = SIMILAR.matcher(line);
    if (heading.matches()) {
      close();
      bodyStart = number;
      int level = heading.group(1).length();
      headings.tailMap(level, true).clear();
      String text = heading.group(2).strip();
      Matcher asked = QUESTION.matcher(text);
      String bare = asked.matches() ? asked.group(1) : text;
      headings.put(level, bare);
      if (asked.matches() || bare.endsWith("？") || bare.endsWith("?")) {
        questions.add(bare);
      }
    } else if (question.matches()) {
      close();
      bodyStart = number;
      questions.add(question.group(1).strip());
    } else if (similar.matches() && !questions.isEmpty()) {
      split(similar.group(1), "[|｜]").forEach(questions::add);
    } else if (answer.matches()
        && !questions.isEmpty()
        && body.stream().allMatch(String::isEmpty)) {
      body.add(answer.group(1).strip());
    } else {
      body.add(line);
    }
  }

  /** Ends the entry or the section that was being read. */
  private void close() {
    String text = String.join("\n", body).replaceAll("\n{3,}", "\n\n").strip();
    if (!questions.isEmpty()) {
      if (!text.isEmpty()) {
        drafts.add(draft(EntryKind.QA, List.copyOf(questions), text));
      }
    } else if (!text.isEmpty()) {
      List<String> asHeading =
          headings.isEmpty() ? List.of() : List.of(headings.lastEntry().getValue());
      for (String passage : Passages.of(text)) {
        drafts.add(draft(EntryKind.CHUNK, asHeading, passage));
      }
    }
    questions.clear();
    body.clear();
  }

  private Draft draft(EntryKind kind, List<String> asked, String text) {
    String title =
        Stream.concat(Stream.of(name), headings.values().stream())
            .filter(heading -> !asked.contains(heading))
            .distinct()
            .reduce((a, b) -> a + " / " + b)
            .orElse(name);
    return new Draft(
        "line " + bodyStart, "", kind, title, asked, text, approved, tags, Validity.ALWAYS);
  }

  private static Stream<String> split(String list, String separators) {
    return Stream.of(list.split(separators)).map(String::strip).filter(s -> !s.isEmpty());
  }
}
