package io.kefu.rag.extract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** Reads web pages: headings, paragraphs, lists and tables; nothing is fetched, nothing is run. */
final class HtmlExtractor implements Extractor {

  private static final String NOISE =
      "script, style, noscript, template, svg, iframe, object, nav, footer, form, [hidden],"
          + " [style~=(?i)(display\\s*:\\s*none|visibility\\s*:\\s*hidden)]";
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "section",
          "article",
          "li",
          "dd",
          "blockquote",
          "pre",
          "br",
          "ul",
          "ol",
          "main",
          "header",
          "figure",
          "td");

  @Override
  public String extract(Path file, Limits limits) throws IOException, RejectedFile {
    Document page = parse(Files.readAllBytes(file));
    page.select(NOISE).remove();
    TextBuilder text = new TextBuilder(limits.characters());
    QuestionTable questions = new QuestionTable();
    Walk walk = new Walk(text, questions);
    NodeTraversor.traverse(walk, page.body());
    walk.flush();
    if (walk.rejected != null) {
      throw walk.rejected;
    }
    return questions.with(text);
  }

  /** A page that does not say how it is written, and is no UTF-8, is Chinese of the old kind. */
  private static Document parse(byte[] bytes) throws IOException {
    Document page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
    boolean garbled = page.text().indexOf('\uFFFD') >= 0;
    return garbled && page.charset().equals(StandardCharsets.UTF_8)
        ? Jsoup.parse(new ByteArrayInputStream(bytes), "GB18030", "")
        : page;
  }

  /** Visits the nodes one after another, without recursion: pages may be nested without end. */
  private static final class Walk implements NodeVisitor {
    private final TextBuilder text;
    private final StringBuilder run = new StringBuilder();
    private final QuestionTable questions;
    private Element skipped;
    private int tables;
    private RejectedFile rejected;

    Walk(TextBuilder text, QuestionTable questions) {
      this.text = text;
      this.questions = questions;
    }

    @Override
    public void head(Node node, int depth) {
      if (skipped != null || rejected != null) {
        return;
      }
      if (node instanceof TextNode words) {
        run.append(words.text());
      } else if (node instanceof Element element) {
        open(element);
      }
    }

    private void open(Element element) {
      String tag = element.normalName();
      try {
        if (isHeading(tag)) {
          flush();
          text.heading(level(tag), element.text());
          skipped = element;
        } else if (tag.equals("table") && element.select("table").size() == 1) {
          flush();
          List<TableRow> rows = HtmlTable.rows(element, "table " + ++tables);
          if (!questions.offer(rows)) {
            text.table(rows.stream().map(TableRow::cells).toList());
          }
          skipped = element;
        } else if (BLOCKS.contains(tag)) {
          flush();
          if (tag.equals("li")) {
            run.append("- ");
          }
        }
      } catch (RejectedFile e) {
        rejected = e;
      }
    }

    @Override
    public void tail(Node node, int depth) {
      if (skipped != null) {
        if (node == skipped) {
          skipped = null;
        }
      } else if (node instanceof Element element && BLOCKS.contains(element.normalName())) {
        flush();
      }
    }

    void flush() {
      String line = TextBuilder.oneLine(run.toString());
      run.setLength(0);
      if (rejected != null || line.isEmpty() || line.equals("-")) {
        return;
      }
      try {
        if (line.startsWith("- ")) {
          text.line(line);
        } else {
          text.paragraph(line);
        }
      } catch (RejectedFile e) {
        rejected = e;
      }
    }

    /** The question of a list of definitions or of an unfolding box heads its answer. */
    private static boolean isHeading(String tag) {
      return tag.matches("h[1-6]") || tag.equals("summary") || tag.equals("dt");
    }

    private static int level(String tag) {
      return tag.matches("h[1-6]") ? tag.charAt(1) - '0' : 5;
    }
  }
}
