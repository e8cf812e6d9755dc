package io.kefu.rag.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.xwpf.usermodel.IBodyElement;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.apache.poi.xwpf.usermodel.XWPFTableCell;

/** Reads Word documents: headings by their style or outline level, paragraphs, lists, tables. */
final class DocxExtractor implements Extractor {

  private static final Pattern HEADING = Pattern.compile("(?:heading|标题)\\s*([1-9])");

  @Override
  public String extract(Path file, Limits limits) throws IOException, RejectedFile {
    ZipGuard.check(file, limits);
    TextBuilder text = new TextBuilder(limits.characters());
    try (InputStream in = Files.newInputStream(file);
        XWPFDocument document = new XWPFDocument(in)) {
      for (IBodyElement element : document.getBodyElements()) {
        if (element instanceof XWPFParagraph paragraph) {
          add(text, document, paragraph);
        } else if (element instanceof XWPFTable table) {
          text.table(
              table.getRows().stream()
                  .map(row -> row.getTableCells().stream().map(XWPFTableCell::getText).toList())
                  .toList());
        }
      }
    }
    return text.toString();
  }

  private static void add(TextBuilder text, XWPFDocument document, XWPFParagraph paragraph)
      throws RejectedFile {
    OptionalInt level = level(document, paragraph);
    if (level.isPresent()) {
      text.heading(level.getAsInt(), paragraph.getText());
    } else if (paragraph.getNumID() != null) {
      text.line("- " + TextBuilder.oneLine(paragraph.getText()));
    } else {
      text.paragraph(paragraph.getText());
    }
  }

  private static OptionalInt level(XWPFDocument document, XWPFParagraph paragraph) {
    if (paragraph.getStyleID() == null) {
      return OptionalInt.empty();
    }
    XWPFStyle style =
        document.getStyles() == null ? null : document.getStyles().getStyle(paragraph.getStyleID());
    List<String> names =
        style == null || style.getName() == null
            ? List.of(paragraph.getStyleID())
            : List.of(style.getName(), paragraph.getStyleID());
    for (String name : names) {
      String plain = name.toLowerCase(Locale.ROOT);
      Matcher heading = HEADING.matcher(plain);
      if (heading.find()) {
        return OptionalInt.of(heading.group(1).charAt(0) - '0');
      }
      if (plain.equals("title")) {
        return OptionalInt.of(1);
      }
    }
    return OptionalInt.empty();
  }
}
