package io.kefu.stats.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A table as an Excel workbook (Office Open XML) with one sheet: numbers stay numbers, times are
 * dates of the reporting zone, the header stands still when one scrolls. Pure.
 */
final class XlsxFile {

  /** Media type of the file. */
  static final String MEDIA_TYPE =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
  private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  private static final String OFFICE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
  private static final String SHEET_TYPE =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.";

  /** Day 0 of Excel's calendar, as far as it is right: from March 1900 on. */
  private static final LocalDateTime DAY_ZERO = LocalDate.of(1899, 12, 30).atStartOfDay();

  private static final double MILLIS_A_DAY = 86_400_000.0;
  private static final String BOLD = "1";
  private static final String DATE = "2";
  private static final int LETTERS = 26;

  private XlsxFile() {}

  static byte[] of(Table table, ZoneId zone) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      // A fifth larger than by default, in a quarter of the time.
      zip.setLevel(Deflater.BEST_SPEED);
      put(zip, "[Content_Types].xml", contentTypes());
      put(zip, "_rels/.rels", relationship("officeDocument", "xl/workbook.xml", ""));
      put(zip, "xl/workbook.xml", workbook());
      put(
          zip,
          "xl/_rels/workbook.xml.rels",
          relationship(
              "worksheet",
              "worksheets/sheet1.xml",
              "<Relationship Id=\"rId2\" Type=\"" + OFFICE + "/styles\" Target=\"styles.xml\"/>"));
      put(zip, "xl/styles.xml", styles());
      put(zip, "xl/worksheets/sheet1.xml", sheet(table, zone));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write((XML + text).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static String contentTypes() {
    return "<Types xmlns=\""
        + PACKAGE
        + "content-types\"><Default Extension=\"rels\""
        + " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + type("/xl/workbook.xml", "sheet.main+xml")
        + type("/xl/worksheets/sheet1.xml", "worksheet+xml")
        + type("/xl/styles.xml", "styles+xml")
        + "</Types>";
  }

  private static String type(String part, String kind) {
    return "<Override PartName=\"" + part + "\" ContentType=\"" + SHEET_TYPE + kind + "\"/>";
  }

  private static String relationship(String type, String target, String more) {
    return "<Relationships xmlns=\""
        + PACKAGE
        + "relationships\"><Relationship Id=\"rId1\" Type=\""
        + OFFICE
        + "/"
        + type
        + "\" Target=\""
        + target
        + "\"/>"
        + more
        + "</Relationships>";
  }

  private static String workbook() {
    return "<workbook xmlns=\""
        + MAIN
        + "\" xmlns:r=\""
        + OFFICE
        + "\"><sheets><sheet name=\"statistics\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
  }

  /** Formats: 0 plain, 1 bold, 2 date and time. */
  private static String styles() {
    return "<styleSheet xmlns=\""
        + MAIN
        + "\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/>"
        + "</numFmts><fonts count=\"2\"><font/><font><b/></font></fonts>"
        + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
        + "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
        + "<cellXfs count=\"3\"><xf/><xf fontId=\"1\" applyFont=\"1\"/>"
        + "<xf numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";
  }

  private static String sheet(Table table, ZoneId zone) {
    StringBuilder xml =
        new StringBuilder("<worksheet xmlns=\"" + MAIN + "\"><sheetViews>")
            .append("<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\"")
            .append(" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>")
            .append("<cols><col min=\"1\" max=\"1\" width=\"20\" customWidth=\"1\"/></cols>")
            .append("<sheetData>");
    row(xml, 1, List.copyOf(table.header()), zone, BOLD);
    for (int i = 0; i < table.rows().size(); i++) {
      row(xml, i + 2, table.rows().get(i), zone, null);
    }
    return xml.append("</sheetData></worksheet>").toString();
  }

  private static void row(StringBuilder xml, int number, List<?> cells, ZoneId zone, String style) {
    xml.append("<row r=\"").append(number).append("\">");
    for (int i = 0; i < cells.size(); i++) {
      cell(xml, column(i) + number, cells.get(i), zone, style);
    }
    xml.append("</row>");
  }

  private static void cell(
      StringBuilder xml, String place, Object value, ZoneId zone, String style) {
    if (value == null) {
      return;
    }
    xml.append("<c r=\"").append(place).append('"');
    switch (value) {
      case Instant time ->
          xml.append(" s=\"" + DATE + "\"><v>")
              .append(
                  Duration.between(DAY_ZERO, time.atZone(zone).toLocalDateTime()).toMillis()
                      / MILLIS_A_DAY)
              .append("</v>");
      case Number number -> xml.append("><v>").append(number).append("</v>");
      default ->
          xml.append(style == null ? "" : " s=\"" + style + '"')
              .append(" t=\"inlineStr\"><is><t xml:space=\"preserve\">")
              .append(escaped(value.toString()))
              .append("</t></is>");
    }
    xml.append("</c>");
  }

  /** A, B, … Z, AA, AB, … */
  static String column(int index) {
    String letter = String.valueOf((char) ('A' + index % LETTERS));
    return index < LETTERS ? letter : column(index / LETTERS - 1) + letter;
  }

  /** What XML does not know, a spreadsheet need not show. */
  private static String escaped(String text) {
    return text.replaceAll(
            "[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
