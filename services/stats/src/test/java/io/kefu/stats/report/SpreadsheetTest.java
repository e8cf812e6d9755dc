package io.kefu.stats.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetTest {

  private static final Table TABLE =
      new Table(
          List.of("start", "name", "received", "rate"),
          List.of(
              Arrays.asList(Instant.parse("2026-11-20T16:00:00Z"), "=1+1", 5L, null),
              Arrays.asList(
                  Instant.parse("2026-11-21T16:00:00Z"), "a \"b\", <c>&\u0001", 7L, 0.5)));

  @Test
  void csvQuotesAndDisarms() {
    String csv = CsvFile.of(TABLE);

    assertThat(csv)
        .isEqualTo(
            "\uFEFFstart,name,received,rate\r\n"
                + "2026-11-20T16:00:00Z,'=1+1,5,\r\n"
                + "2026-11-21T16:00:00Z,\"a \"\"b\"\", <c>&\u0001\",7,0.5\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1＋1", "＠SUM(A1)"})
  void csvLetsNoNameComputeAnything(String name) {
    String csv = CsvFile.of(new Table(List.of("rule"), List.of(List.of(name))));

    assertThat(csv).isEqualTo("\uFEFFrule\r\n'" + name + "\r\n");
  }

  @Test
  void workbookIsWellFormedAndItsDatesAreOfTheReportingZone() throws Exception {
    Map<String, String> parts = parts(XlsxFile.of(TABLE, ZoneId.of("Asia/Shanghai")));

    assertThat(parts.keySet())
        .containsExactly(
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/worksheets/sheet1.xml");
    for (String part : parts.values()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(part.getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(parts.get("xl/worksheets/sheet1.xml"))
        // 21 November 2026, midnight in Shanghai, is day 46347 of Excel's calendar.
        .contains("<c r=\"A2\" s=\"2\"><v>46347.0</v></c>")
        .contains("<t xml:space=\"preserve\">=1+1</t>")
        .contains("a \"b\", &lt;c&gt;&amp;</t>")
        .contains("<c r=\"C3\"><v>7</v></c>");
  }

  @Test
  void columnsGoOnAfterZ() {
    assertThat(List.of(XlsxFile.column(0), XlsxFile.column(25), XlsxFile.column(26)))
        .containsExactly("A", "Z", "AA");
    assertThat(XlsxFile.column(52)).isEqualTo("BA");
  }

  private static Map<String, String> parts(byte[] workbook) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(workbook))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }
}
