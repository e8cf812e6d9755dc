package io.kefu.rag.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.rag.extract.Extractor.Limits;
import io.kefu.rag.extract.Extractor.RejectedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Word documents, web pages and PDFs as people keep them. */
class OddTextFileTest {

  private static final Limits LIMITS = new Limits(10, 100_000, 20L << 20);

  @TempDir Path folder;

  @Test
  void wordShowsWhatStandsThereAfterAllChanges() throws Exception {
    String text =
        word(
            """
            <w:p><w:r><w:t>质保</w:t></w:r><w:del><w:r><w:delText>一年</w:delText><w:t>旧</w:t></w:r></w:del>
            <w:ins><w:r><w:t>两年</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom>
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>机密</w:t></w:r>
            <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>。</w:t></w:r></w:p>
            <w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>控件里的话</w:t></w:r></w:p></w:sdtContent></w:sdt>
            <w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>安装</w:t></w:r></w:p>
            <w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>先断电</w:t></w:r></w:p>
            """);

    assertThat(text)
        .contains("质保两年。", "控件里的话", "## 安装", "- 先断电")
        .doesNotContain("一年", "旧", "搬走", "机密");
  }

  @Test
  void tableOfQuestionsInWordBecomesQuestionsAndMergedCellsHoldInEachRow() throws Exception {
    String text =
        word(
            "<w:p><w:r><w:t>说明在先。</w:t></w:r></w:p><w:tbl>"
                + row(cell("", "问题"), cell("", "答案"))
                + row(cell("", "保修多久"), cell("<w:vMerge w:val=\"restart\"/>", "两年"))
                + row(cell("", "质保几年"), cell("<w:vMerge/>", ""))
                + row("<w:trPr><w:del w:id=\"1\"/></w:trPr>", cell("", "删掉的问题"), cell("", "删掉的答案"))
                + "</w:tbl><w:p><w:r><w:t>说明在后。</w:t></w:r></w:p>");

    String[] parts = text.split("\f");
    assertThat(parts[0].lines())
        .containsExactly(
            "问题,答案,@place", "保修多久,两年,\"table 1, row 2\"", "质保几年,两年,\"table 1, row 3\"");
    assertThat(parts[1]).contains("说明在先。", "说明在后。").doesNotContain("删掉");
  }

  @Test
  void pageOfQuestionsWithMergedCellsHiddenTextAndOldEncoding() throws Exception {
    String page =
        "<html><body><p style='color:red; DISPLAY : none'>看不见</p><p hidden>也看不见</p>"
            + "<p>售后服务条款说明如下，请仔细阅读全部内容。</p><table>"
            + "<tr><th>问题</th><th>答案</th></tr>"
            + "<tr><td>保修多久</td><td rowspan=2>两年</td></tr><tr><td>质保几年</td></tr></table>"
            + "<script>document.write('x')</script></body></html>";

    String text =
        new HtmlExtractor().extract(file(page.getBytes(Charset.forName("GB18030"))), LIMITS);

    String[] parts = text.split("\f");
    assertThat(parts[0]).contains("保修多久,两年", "质保几年,两年");
    assertThat(parts[1]).contains("售后服务条款说明如下").doesNotContain("看不见", "document");
  }

  @Test
  void pageInTwoColumnsIsReadDownTheLeftOneFirst() throws Exception {
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      left.add("left column line " + i + " fills its whole width");
      right.add("right column line " + i + " fills its width too");
    }

    String text = new PdfExtractor().extract(file(twoColumns(left, right, 330)), LIMITS);

    String flat = text.replaceAll("\\s+", " ");
    assertThat(flat).containsSubsequence("A headline over both columns of the page", left.get(0));
    assertThat(flat).contains(left.get(6) + " " + left.get(7), right.get(0) + " " + right.get(1));
    assertThat(flat.indexOf(left.get(7))).isLessThan(flat.indexOf(right.get(0)));
  }

  @Test
  void tableOfTwoColumnsStaysTogetherRowByRow() throws Exception {
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      left.add("Model " + i);
      right.add("costs " + i + "00 yuan");
    }

    String text = new PdfExtractor().extract(file(twoColumns(left, right, 330)), LIMITS);

    assertThat(text.replaceAll("\\s+", " ")).contains("Model 3 costs 300 yuan");
  }

  @Test
  void presentationsAndOpenDocumentsAreToldHowToBeSaved() throws Exception {
    assertThat(
            FileMagic.of(
                file("PK\u0003\u0004 ppt/presentation.xml".getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo(
            new FileMagic.Found.Unsupported("It is a presentation; save it as .pdf or .docx."));
    assertThat(
            FileMagic.of(
                file(
                    "PK\u0003\u0004..mimetypeapplication/vnd.oasis.opendocument.text"
                        .getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo(
            new FileMagic.Found.Unsupported(
                "It is an OpenDocument file; save it as .docx or .xlsx."));
  }

  private static String row(String... cells) {
    return "<w:tr>" + String.join("", cells) + "</w:tr>";
  }

  private static String cell(String properties, String text) {
    return "<w:tc><w:tcPr>"
        + properties
        + "</w:tcPr><w:p><w:r><w:t>"
        + text
        + "</w:t></w:r></w:p></w:tc>";
  }

  private String word(String body) throws IOException, RejectedFile {
    return new DocxExtractor().extract(file(SampleFiles.docxOf(body)), LIMITS);
  }

  private static byte[] twoColumns(List<String> left, List<String> right, int second)
      throws IOException {
    try (PDDocument document = new PDDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        write(
            content,
            List.of("A headline over both columns of the page, set all across it"),
            50,
            740);
        write(content, right, second, 700);
        write(content, left, 50, 700);
      }
      document.save(out);
      return out.toByteArray();
    }
  }

  private static void write(PDPageContentStream content, List<String> lines, int x, int y)
      throws IOException {
    content.beginText();
    content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
    content.setLeading(16);
    content.newLineAtOffset(x, y);
    for (String line : lines) {
      content.showText(line);
      content.newLine();
    }
    content.endText();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(Files.createTempFile(folder, "sample", ".bin"), content);
  }
}
