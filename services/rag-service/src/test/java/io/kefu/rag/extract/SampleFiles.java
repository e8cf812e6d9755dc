package io.kefu.rag.extract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFTable;

/** Files as people send them, and as attackers do. */
public final class SampleFiles {

  private SampleFiles() {}

  /** A workbook with the given sheets. */
  public static byte[] xlsx(Map<String, List<List<String>>> sheets) {
    return xlsx(sheets, "");
  }

  /** The same with one sheet hidden. */
  public static byte[] xlsx(Map<String, List<List<String>>> sheets, String hidden) {
    try (XSSFWorkbook workbook = new XSSFWorkbook();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      sheets.forEach(
          (name, rows) -> {
            Sheet sheet = workbook.createSheet(name);
            for (int r = 0; r < rows.size(); r++) {
              Row row = sheet.createRow(r);
              for (int c = 0; c < rows.get(r).size(); c++) {
                row.createCell(c).setCellValue(rows.get(r).get(c));
              }
            }
          });
      int place = workbook.getSheetIndex(hidden);
      if (place >= 0) {
        workbook.setSheetVisibility(place, SheetVisibility.HIDDEN);
      }
      workbook.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A document: lines that begin with {@code #} are headings; one table at the end. */
  public static byte[] docx(List<String> lines, List<List<String>> table) {
    try (XWPFDocument document = new XWPFDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      for (String line : lines) {
        XWPFParagraph paragraph = document.createParagraph();
        if (line.startsWith("#")) {
          paragraph.setStyle("Heading" + (line.lastIndexOf('#') + 1));
        }
        paragraph.createRun().setText(line.replaceFirst("^#+\\s*", ""));
      }
      if (!table.isEmpty()) {
        XWPFTable made = document.createTable(table.size(), table.getFirst().size());
        for (int r = 0; r < table.size(); r++) {
          for (int c = 0; c < table.get(r).size(); c++) {
            made.getRow(r).getCell(c).setText(table.get(r).get(c));
          }
        }
      }
      document.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PDF with a line or more a page; protected when a password is given. */
  public static byte[] pdf(String password, String... pages) {
    try (PDDocument document = new PDDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      for (String text : pages) {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.setLeading(16);
          content.newLineAtOffset(50, 700);
          for (String line : text.split("\n")) {
            content.showText(line);
            content.newLine();
          }
          content.endText();
        }
      }
      if (password != null) {
        document.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
      }
      document.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A small archive that looks like a document and becomes very large. */
  public static byte[] zipBomb(int megabytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("word/document.xml"));
      byte[] megabyte = new byte[1 << 20];
      for (int i = 0; i < megabytes; i++) {
        out.write(megabyte);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A document that asks its reader for a file of the machine. */
  public static byte[] docxWithEntity(String address) {
    return docx(
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"" + address + "\">]>",
        "<w:p><w:r><w:t>before &x; after</w:t></w:r></w:p>");
  }

  /** A document with a body as it is written. */
  static byte[] docxOf(String body) {
    return docx("", body);
  }

  private static byte[] docx(String declaration, String body) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(
        "[Content_Types].xml",
        utf8(
            "<?xml version=\"1.0\"?><Types"
                + " xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType="
                + "\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd."
                + "openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"));
    entries.put(
        "_rels/.rels",
        utf8(
            "<?xml version=\"1.0\"?><Relationships"
                + " xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/"
                + "officeDocument/2006/relationships/officeDocument\""
                + " Target=\"word/document.xml\"/></Relationships>"));
    entries.put(
        "word/document.xml",
        utf8(
            "<?xml version=\"1.0\"?>"
                + declaration
                + "<w:document xmlns:w="
                + "\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                + body
                + "</w:body></w:document>"));
    return zip(entries);
  }

  /** An archive one part of which asks its reader for a file of the machine. */
  static byte[] withEntity(byte[] archive, String part, String address) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    String xml = new String(entries.get(part), StandardCharsets.UTF_8);
    int body = xml.indexOf("?>") + 2;
    int text = Math.max(xml.indexOf("</t>"), xml.indexOf("</v>"));
    String referring =
        text < 0 ? xml.substring(body) : xml.substring(body, text) + "&x;" + xml.substring(text);
    entries.put(
        part,
        utf8(
            "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \""
                + address
                + "\">]>"
                + referring));
    return zip(entries);
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
