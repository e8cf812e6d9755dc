package io.kefu.rag.extract;

import io.kefu.rag.ingest.DocumentParser;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads workbooks row by row. Sheets whose header names questions and answers become one table of
 * questions and answers; the other sheets follow after {@link DocumentParser#PART} as passages.
 * Hidden sheets, rows and columns are left out; of a formula its stored result is taken; a merged
 * cell counts in each of its rows. A cell that shows an error is an error of the file: nobody wants
 * to send a customer "#N/A".
 */
final class XlsxExtractor implements Extractor {

  /** Columns that are looked at. */
  static final int MAX_COLUMNS = 200;

  private static final int MAX_FAULTS = 50;

  @Override
  public String extract(Path file, Limits limits) throws IOException, RejectedFile {
    ZipGuard.check(file, limits);
    List<Fault> faults = new ArrayList<>();
    Map<String, List<TableRow>> sheets = read(file, limits, faults);
    if (!faults.isEmpty()) {
      throw new RejectedFile(
          "document_unusable",
          "Correct the places listed under errors; the document was not changed.",
          faults.subList(0, Math.min(faults.size(), MAX_FAULTS)));
    }
    QuestionTable questions = new QuestionTable();
    TextBuilder rest = new TextBuilder(limits.characters());
    for (Map.Entry<String, List<TableRow>> sheet : sheets.entrySet()) {
      if (!questions.offer(sheet.getValue())) {
        rest.heading(1, sheet.getKey());
        rest.table(sheet.getValue().stream().map(TableRow::cells).toList());
      }
    }
    return questions.with(rest);
  }

  private static Map<String, List<TableRow>> read(Path file, Limits limits, List<Fault> faults)
      throws IOException, RejectedFile {
    Map<String, List<TableRow>> sheets = new LinkedHashMap<>();
    try (OPCPackage workbook = OPCPackage.open(file.toFile(), PackageAccess.READ)) {
      ReadOnlySharedStringsTable strings = new ReadOnlySharedStringsTable(workbook, false);
      XSSFReader reader = new XSSFReader(workbook);
      XSSFReader.SheetIterator each = (XSSFReader.SheetIterator) reader.getSheetsData();
      Set<String> hidden = hiddenSheets(reader);
      int left = limits.characters();
      while (each.hasNext()) {
        try (InputStream sheet = each.next()) {
          if (hidden.contains(each.getSheetName())) {
            continue;
          }
          SheetRows rows = new SheetRows(each.getSheetName(), left);
          SheetShape shape =
              new SheetShape(
                  new XSSFSheetXMLHandler(
                      reader.getStylesTable(), null, strings, rows, new ChineseFormats(), false));
          XMLReader xml = XMLHelper.newXMLReader();
          xml.setContentHandler(shape);
          xml.parse(new InputSource(sheet));
          sheets.put(
              each.getSheetName() + (sheets.containsKey(each.getSheetName()) ? "+" : ""),
              rows.shaped(shape));
          faults.addAll(rows.faults(shape));
          left = rows.left();
        }
        if (sheets.size() > limits.pages()) {
          throw new RejectedFile("too_many_pages", "At most " + limits.pages() + " sheets.");
        }
      }
    } catch (SheetRows.TooLong e) {
      throw new RejectedFile(
          "file_too_long",
          "It has more than " + limits.characters() + " characters of text; split it.");
    } catch (OpenXML4JException | SAXException | ParserConfigurationException e) {
      throw new RejectedFile("file_damaged", "The workbook cannot be read; save it anew.");
    }
    return sheets;
  }

  /** What an author has hidden (cost prices, lists for drop-downs) is not meant for customers. */
  private static Set<String> hiddenSheets(XSSFReader reader)
      throws IOException, OpenXML4JException, SAXException, ParserConfigurationException {
    Set<String> hidden = new HashSet<>();
    XMLReader xml = XMLHelper.newXMLReader();
    xml.setContentHandler(
        new DefaultHandler() {
          @Override
          public void startElement(String uri, String local, String name, Attributes of) {
            String state = of.getValue("state");
            if (local.equals("sheet") && state != null && !state.equals("visible")) {
              hidden.add(of.getValue("name"));
            }
          }
        });
    try (InputStream workbook = reader.getWorkbookData()) {
      xml.parse(new InputSource(workbook));
    }
    return hidden;
  }
}
