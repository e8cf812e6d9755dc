package io.kefu.rag.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "script, style, noscript, template, svg, iframe, object, nav, footer, form, [hidden]";
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
    Document page;
    try (InputStream in = Files.newInputStream(file)) {
      page = Jsoup.parse(in, null, "");
    }
    page.select(NOISE).remove();
    TextBuilder text = new TextBuilder(limits.characters());
    Walk walk = new Walk(text);
    NodeTraversor.traverse(walk, page.body());
    walk.flush();
    if (walk.rejected != null) {
      throw walk.rejected;
    }
    return text.toString();
  }

  /** Visits the nodes one after another, without recursion: pages may be nested without end. */
  private static final class Walk implements NodeVisitor {
    private final TextBuilder text;
    private final StringBuilder run = new StringBuilder();
    private Element skipped;
    private RejectedFile rejected;

    Walk(TextBuilder text) {
      this.text = text;
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
          text.table(rows(element));
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

    private static List<List<String>> rows(Element table) {
      List<List<String>> rows = new ArrayList<>();
      for (Element row : table.select("tr")) {
        rows.add(row.select("th, td").eachText());
      }
      return rows;
    }
  }
}
