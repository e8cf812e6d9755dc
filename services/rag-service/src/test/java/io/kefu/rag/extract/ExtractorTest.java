package io.kefu.rag.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.rag.extract.Extractor.Limits;
import io.kefu.rag.extract.Extractor.RejectedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractorTest {

  private static final Limits LIMITS = new Limits(10, 100_000, 20L << 20);

  @TempDir Path folder;

  @Test
  void webPageKeepsHeadingsListsAndTablesAndDropsTheRest() throws Exception {
    String page =
        """
        <html><head><title>t</title><style>p{}</style></head><body><nav>首页 产品</nav>
        <h1>售后</h1><script>alert(1)</script>
        <p>整机 <b>两年</b>。</p><ul><li>易损件一年</li><li>枪线半年</li></ul>
        <table><tr><th>型号</th><th>价格</th></tr><tr><td>KF-AC7</td><td>1880 元</td></tr></table>
        <dl><dt>能开专票吗？</dt><dd>可以，13%。</dd></dl><footer>备案号</footer></body></html>
        """;

    String text = new HtmlExtractor().extract(file(utf8(page)), LIMITS);

    assertThat(text)
        .contains("# 售后", "整机 两年。", "- 易损件一年\n- 枪线半年", "- 型号：KF-AC7；价格：1880 元")
        .contains("##### 能开专票吗？\n\n可以，13%。")
        .doesNotContain("alert", "首页", "备案号", "p{}");
  }

  @Test
  void pageWithoutEndOfNestingIsReadWithoutRecursion() throws Exception {
    String page = "<div>".repeat(100_000) + "底" + "</div>".repeat(100_000);

    assertThat(new HtmlExtractor().extract(file(utf8(page)), LIMITS)).contains("底");
  }

  @Test
  void wordDocumentKeepsHeadingsAndTables() throws Exception {
    byte[] document =
        SampleFiles.docx(
            List.of("#安装", "##需要多大的电缆？", "60kW 用 35 平方。"),
            List.of(List.of("功率", "电缆"), List.of("120kW", "70 平方")));

    String text = new DocxExtractor().extract(file(document), LIMITS);

    assertThat(text).contains("# 安装", "## 需要多大的电缆？\n\n60kW 用 35 平方。", "- 功率：120kW；电缆：70 平方");
  }

  @Test
  void workbookWithQuestionsIsATableAndItsOtherSheetsArePassages() throws Exception {
    Map<String, List<List<String>>> sheets = new LinkedHashMap<>();
    sheets.put(
        "FAQ",
        List.of(
            List.of("常见问题", "", ""),
            List.of("问题", "答案", "标签"),
            List.of("保修多久|质保几年", "两年，\"整机\"。", "售后")));
    sheets.put("更多", List.of(List.of("答案", "问题"), List.of("可以", "能开专票吗")));
    sheets.put("价目", List.of(List.of("型号", "价格"), List.of("KF-AC7", "1880 元")));

    String text = new XlsxExtractor().extract(file(SampleFiles.xlsx(sheets)), LIMITS);

    String[] parts = text.split("\f");
    assertThat(parts[0].lines())
        .containsExactly(
            "问题,答案,标签,@place",
            "保修多久|质保几年,\"两年，\"\"整机\"\"。\",售后,\"FAQ, row 3\"",
            "能开专票吗,可以,,\"更多, row 2\"");
    assertThat(parts[1]).contains("# 价目", "- 型号：KF-AC7；价格：1880 元");
  }

  @Test
  void hiddenSheetIsNotForCustomers() throws Exception {
    Map<String, List<List<String>>> sheets = new LinkedHashMap<>();
    sheets.put("FAQ", List.of(List.of("问题", "答案"), List.of("保修多久", "两年")));
    sheets.put("成本", List.of(List.of("型号", "成本价"), List.of("KF-AC7", "900 元")));

    String text = new XlsxExtractor().extract(file(SampleFiles.xlsx(sheets, "成本")), LIMITS);

    assertThat(text).contains("保修多久").doesNotContain("900");
  }

  @Test
  void pdfIsReadPageByPageWithoutItsRunningHeads() throws Exception {
    byte[] pdf =
        SampleFiles.pdf(
            null,
            "Manual\nWarranty is two years.\n1",
            "Manual\nCable 70 mm2.\n2",
            "Manual\nEnd.\n3");

    String text = new PdfExtractor().extract(file(pdf), LIMITS);

    assertThat(text).contains("Warranty is two years.", "Cable 70 mm2.").doesNotContain("Manual");
  }

  @Test
  void brokenLinesAreJoinedAndHeadingsFound() {
    String text =
        PdfText.of(
            List.of(
                List.of(
                    "第一章 保修",
                    "整机自验收合格之日起质保两年，易损件质保一年，人为损坏与自然",
                    "灾害不在质保范围内。",
                    "1. 先断电",
                    "2. 再检查急停按钮")));

    assertThat(text)
        .isEqualTo(
            """
            ## 第一章 保修

            整机自验收合格之日起质保两年，易损件质保一年，人为损坏与自然灾害不在质保范围内。

            ## 1. 先断电

            ## 2. 再检查急停按钮
            """);
  }

  @Test
  void protectedPdfEmptyPdfAndLongPdfSayWhatToDo() {
    assertThatThrownBy(() -> new PdfExtractor().extract(file(SampleFiles.pdf("pw", "x")), LIMITS))
        .isInstanceOfSatisfying(
            RejectedFile.class, e -> assertThat(e.code()).isEqualTo("password_protected"));
    assertThatThrownBy(() -> new PdfExtractor().extract(file(SampleFiles.pdf(null, "")), LIMITS))
        .isInstanceOfSatisfying(RejectedFile.class, e -> assertThat(e.code()).isEqualTo("no_text"));
    assertThatThrownBy(
            () ->
                new PdfExtractor()
                    .extract(
                        file(
                            SampleFiles.pdf(
                                null,
                                new String[] {
                                  "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"
                                })),
                        LIMITS))
        .isInstanceOfSatisfying(
            RejectedFile.class, e -> assertThat(e.code()).isEqualTo("too_many_pages"));
  }

  @Test
  void zipBombIsRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> new DocxExtractor().extract(file(SampleFiles.zipBomb(64)), LIMITS))
        .isInstanceOfSatisfying(
            RejectedFile.class, e -> assertThat(e.code()).isEqualTo("file_too_large_unpacked"));
  }

  @Test
  void entityOfADocumentReadsNoFileOfTheMachine() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "TOP-SECRET");
    byte[] document = SampleFiles.docxWithEntity(secret.toUri().toString());

    String text;
    try {
      text = new DocxExtractor().extract(file(document), LIMITS);
    } catch (RejectedFile | IOException | RuntimeException e) {
      text = String.valueOf(e.getMessage());
    }

    assertThat(text).doesNotContain("TOP-SECRET");
  }

  @Test
  void contentTellsTheKindWhateverTheName() throws Exception {
    assertThat(FileMagic.of(file(SampleFiles.pdf(null, "x"))))
        .isEqualTo(new FileMagic.Found.Kind(FileKind.PDF));
    assertThat(FileMagic.of(file(SampleFiles.docx(List.of("x"), List.of()))))
        .isEqualTo(new FileMagic.Found.Kind(FileKind.DOCX));
    assertThat(FileMagic.of(file(SampleFiles.xlsx(Map.of("s", List.of(List.of("x")))))))
        .isEqualTo(new FileMagic.Found.Kind(FileKind.XLSX));
    assertThat(FileMagic.of(file(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'})))
        .isEqualTo(new FileMagic.Found.Kind(FileKind.IMAGE));
    assertThat(FileMagic.of(file(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0})))
        .isInstanceOf(FileMagic.Found.Unsupported.class);
    assertThat(FileMagic.of(file(new byte[] {0x7F, 'E', 'L', 'F', 0, 0})))
        .isInstanceOf(FileMagic.Found.Unsupported.class);
    assertThat(FileMagic.of(file(utf8("你好")))).isInstanceOf(FileMagic.Found.Text.class);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(Files.createTempFile(folder, "sample", ".bin"), content);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
