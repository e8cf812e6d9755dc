package io.kefu.rag.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kefu.rag.extract.Extractor.Limits;
import io.kefu.rag.extract.Extractor.RejectedFile;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workbooks as people keep them, and as attackers make them. */
class OddWorkbookTest {

  private static final Limits LIMITS = new Limits(10, 100_000, 20L << 20);

  @TempDir Path folder;

  @Test
  void answerMergedOverSeveralQuestionsHoldsForEach() throws Exception {
    String text =
        read(
            sheet -> {
              row(sheet, 0, "问题", "答案");
              row(sheet, 1, "保修多久", "两年");
              row(sheet, 2, "质保几年");
              row(sheet, 3, "能代理吗", "欢迎");
              sheet.addMergedRegion(CellRangeAddress.valueOf("B2:B3"));
            });

    assertThat(text.lines())
        .containsExactly(
            "问题,答案,@place",
            "保修多久,两年,\"FAQ, row 2\"",
            "质保几年,两年,\"FAQ, row 3\"",
            "能代理吗,欢迎,\"FAQ, row 4\"");
  }

  @Test
  void questionMergedOverSeveralAnswersIsAnsweredByAllOfThem() throws Exception {
    String text =
        read(
            sheet -> {
              row(sheet, 0, "问题", "答案");
              row(sheet, 1, "怎么复位", "先断电");
              row(sheet, 2, "", "再松开急停");
              sheet.addMergedRegion(CellRangeAddress.valueOf("A2:A3"));
            });

    assertThat(text).contains("怎么复位,\"先断电\n再松开急停\"").doesNotContain("row 3");
  }

  @Test
  void hugeMergedRegionCostsNothing() throws Exception {
    String text =
        read(
            sheet -> {
              row(sheet, 0, "问题", "答案");
              row(sheet, 1, "保修多久", "两年");
              sheet.addMergedRegionUnsafe(CellRangeAddress.valueOf("B2:C1048576"));
            });

    assertThat(text).contains("保修多久,两年");
  }

  @Test
  void hiddenRowsAndColumnsAreNotForCustomers() throws Exception {
    String text =
        read(
            sheet -> {
              row(sheet, 0, "型号", "售价", "成本");
              row(sheet, 1, "KF-AC7", "1880 元", "900 元");
              row(sheet, 2, "KF-OLD", "1 元", "1 元");
              sheet.getRow(2).setZeroHeight(true);
              sheet.setColumnHidden(2, true);
            });

    assertThat(text).contains("型号：KF-AC7；售价：1880 元").doesNotContain("900", "KF-OLD");
  }

  @Test
  void valuesAreReadAsExcelShowsThem() throws Exception {
    String text =
        read(
            sheet -> {
              row(sheet, 0, "项目", "值");
              number(sheet, 1, "含税价", 1880.5, "\"¥\"#,##0.00");
              number(sheet, 2, "税率", 0.13, "0%");
              number(sheet, 3, "截止", 46387, "yyyy\"年\"m\"月\"d\"日\"");
              number(sheet, 4, "发布", 46387, "m/d/yy");
              number(sheet, 5, "中文", 46387, null).getCellStyle().setDataFormat((short) 31);
              row(sheet, 6, "合计").createCell(1).setCellFormula("1+2");
              sheet.getWorkbook().getCreationHelper().createFormulaEvaluator().evaluateAll();
            });

    assertThat(text)
        .contains("含税价；值：¥1,880.50", "税率；值：13%", "合计；值：3")
        .contains("截止；值：2026年12月31日", "发布；值：2026/12/31", "中文；值：2026年12月31日");
  }

  @Test
  void cellsWithErrorsAndFormulasWithoutResultAreNamed() {
    RejectedFile rejected =
        catchThrowableOfType(
            RejectedFile.class,
            () ->
                read(
                    sheet -> {
                      row(sheet, 0, "问题", "答案");
                      row(sheet, 1, "多少钱").createCell(1).setCellErrorValue((byte) 0x2A);
                      row(sheet, 2, "多重").createCell(1).setCellFormula("A9*2");
                      row(sheet, 3, "隐藏").createCell(1).setCellErrorValue((byte) 0x2A);
                      sheet.getRow(3).setZeroHeight(true);
                    }));

    assertThat(rejected.code()).isEqualTo("document_unusable");
    assertThat(rejected.faults()).extracting(Fault::place).containsExactly("FAQ!B2", "FAQ!B3");
    assertThat(rejected.faults().getFirst().message()).contains("#N/A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"})
  void entityOfAWorkbookReadsNoFileOfTheMachine(String part) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "TOP-SECRET");
    byte[] workbook =
        SampleFiles.withEntity(
            workbook(
                sheet -> {
                  row(sheet, 0, "问题", "答案");
                  row(sheet, 1, "保修多久", "两年");
                }),
            part,
            secret.toUri().toString());

    String text;
    try {
      text = new XlsxExtractor().extract(Files.write(folder.resolve("x.xlsx"), workbook), LIMITS);
    } catch (RejectedFile | IOException | RuntimeException e) {
      text = String.valueOf(e.getMessage());
    }

    assertThat(text).doesNotContain("TOP-SECRET");
  }

  private String read(Consumer<XSSFSheet> content) throws IOException, RejectedFile {
    return new XlsxExtractor()
        .extract(Files.write(folder.resolve("a.xlsx"), workbook(content)), LIMITS);
  }

  private static byte[] workbook(Consumer<XSSFSheet> content) throws IOException {
    try (XSSFWorkbook workbook = new XSSFWorkbook();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      content.accept(workbook.createSheet("FAQ"));
      workbook.write(out);
      return out.toByteArray();
    }
  }

  private static XSSFRow row(XSSFSheet sheet, int number, String... cells) {
    XSSFRow row = sheet.createRow(number);
    for (int i = 0; i < cells.length; i++) {
      row.createCell(i).setCellValue(cells[i]);
    }
    return row;
  }

  private static XSSFCell number(
      XSSFSheet sheet, int at, String name, double value, String format) {
    XSSFCell cell = row(sheet, at, name).createCell(1);
    CellStyle style = sheet.getWorkbook().createCellStyle();
    if (format != null) {
      style.setDataFormat(sheet.getWorkbook().createDataFormat().getFormat(format));
    }
    cell.setCellStyle(style);
    cell.setCellValue(value);
    return cell;
  }
}
