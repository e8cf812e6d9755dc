package io.kefu.rag.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.w3c.dom.Element;

/**
 * Reads Word documents: headings by their style or outline level, paragraphs, lists, tables. Tables
 * whose header names questions and answers become questions and answers.
 */
final class DocxExtractor implements Extractor {

  private static final Pattern HEADING = Pattern.compile("(?:heading|标题)\\s*([1-9])");

  /** Word's level of text that is no heading. */
  private static final int BODY_LEVEL = 9;

  @Override
  public String extract(Path file, Limits limits) throws IOException, RejectedFile {
    ZipGuard.check(file, limits);
    TextBuilder text = new TextBuilder(limits.characters());
    QuestionTable questions = new QuestionTable();
    try (InputStream in = Files.newInputStream(file);
        XWPFDocument document = new XWPFDocument(in)) {
      int tables = 0;
      Element body = (Element) document.getDocument().getBody().getDomNode();
      for (Element element : DocxText.children(body)) {
        if ("p".equals(element.getLocalName())) {
          add(text, document, element);
        } else if ("tbl".equals(element.getLocalName())) {
          List<TableRow> rows = DocxTable.rows(element, "table " + ++tables);
          if (!questions.offer(rows)) {
            text.table(rows.stream().map(TableRow::cells).toList());
          }
        }
      }
    }
    return questions.with(text);
  }

  private static void add(TextBuilder text, XWPFDocument document, Element paragraph)
      throws RejectedFile {
    String shown = DocxText.of(paragraph);
    Optional<Element> properties = DocxText.child(paragraph, "pPr");
    List<Element> styles = styles(document, properties);
    OptionalInt level = level(styles, properties);
    if (level.isPresent()) {
      text.heading(level.getAsInt(), shown);
    } else if (isListed(styles, properties)) {
      text.line(shown.isBlank() ? "" : "- " + TextBuilder.oneLine(shown));
    } else {
      text.paragraph(shown);
    }
  }

  /** The style of a paragraph and those it is based on. */
  private static List<Element> styles(XWPFDocument document, Optional<Element> properties) {
    List<Element> styles = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Optional<String> id =
        properties.flatMap(of -> DocxText.child(of, "pStyle")).map(DocxText::value);
    while (id.isPresent() && document.getStyles() != null && seen.add(id.get())) {
      XWPFStyle style = document.getStyles().getStyle(id.get());
      if (style == null) {
        break;
      }
      styles.add((Element) style.getCTStyle().getDomNode());
      id = DocxText.child(styles.getLast(), "basedOn").map(DocxText::value);
    }
    return styles;
  }

  private static OptionalInt level(List<Element> styles, Optional<Element> properties) {
    Optional<Element> own = properties.flatMap(of -> DocxText.child(of, "outlineLvl"));
    if (own.isPresent()) {
      return outline(own.get());
    }
    Optional<String> id =
        properties.flatMap(of -> DocxText.child(of, "pStyle")).map(DocxText::value);
    OptionalInt named = id.map(DocxExtractor::byName).orElseGet(OptionalInt::empty);
    for (Element style : styles) {
      if (named.isEmpty()) {
        named =
            DocxText.child(style, "name")
                .map(name -> byName(DocxText.value(name)))
                .orElseGet(OptionalInt::empty);
      }
      Optional<Element> outline =
          DocxText.child(style, "pPr").flatMap(of -> DocxText.child(of, "outlineLvl"));
      if (named.isEmpty() && outline.isPresent()) {
        named = outline(outline.get());
      }
    }
    return named;
  }

  private static OptionalInt outline(Element level) {
    String digit = DocxText.value(level);
    return digit.matches("\\d") && Integer.parseInt(digit) < BODY_LEVEL
        ? OptionalInt.of(Integer.parseInt(digit) + 1)
        : OptionalInt.empty();
  }

  private static OptionalInt byName(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    Matcher heading = HEADING.matcher(plain);
    if (heading.find()) {
      return OptionalInt.of(heading.group(1).charAt(0) - '0');
    }
    return plain.equals("title") ? OptionalInt.of(1) : OptionalInt.empty();
  }

  private static boolean isListed(List<Element> styles, Optional<Element> properties) {
    List<Element> all = new ArrayList<>(properties.stream().toList());
    styles.forEach(style -> DocxText.child(style, "pPr").ifPresent(all::add));
    for (Element one : all) {
      Optional<Element> numbering = DocxText.child(one, "numPr");
      if (numbering.isPresent()) {
        // Number 0 takes a paragraph out of the list that its style would put it in.
        return DocxText.child(numbering.get(), "numId")
            .map(id -> !DocxText.value(id).equals("0"))
            .orElse(true);
      }
    }
    return false;
  }
}
