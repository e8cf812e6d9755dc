package io.kefu.rag.extract;

import io.kefu.rag.ingest.DocumentParser;
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
import org.apache.commons.csv.CSVFormat;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads workbooks row by row. Sheets whose header names questions and answers become one table of
 * questions and answers; the other sheets follow after {@link DocumentParser#PART} as passages.
 * Hidden sheets are left out; of a formula its last value is taken.
 */
final class XlsxExtractor implements Extractor {

  /** A header stands within the first rows of its sheet. */
  private static final int HEADER_WITHIN = 10;

  private static final int MAX_COLUMNS = 200;

  @Override
  public String extract(Path file, Limits limits) throws IOException, RejectedFile {
    ZipGuard.check(file, limits);
    Map<String, List<List<String>>> sheets = read(file, limits);
    List<List<String>> questions = new ArrayList<>();
    TextBuilder rest = new TextBuilder(limits.characters());
    List<String> columns = new ArrayList<>();
    for (Map.Entry<String, List<List<String>>> sheet : sheets.entrySet()) {
      int header = header(sheet.getValue());
      if (header < 0) {
        rest.heading(1, sheet.getKey());
        rest.table(sheet.getValue());
      } else {
        addQuestions(sheet.getValue(), header, columns, questions);
      }
    }
    if (questions.isEmpty()) {
      return rest.toString();
    }
    StringBuilder table = new StringBuilder();
    CSVFormat.DEFAULT.printRecord(table, columns.toArray());
    for (List<String> row : questions) {
      CSVFormat.DEFAULT.printRecord(table, row.toArray());
    }
    return rest.isEmpty() ? table.toString() : table.toString() + DocumentParser.PART + rest;
  }

  private static int header(List<List<String>> rows) {
    for (int i = 0; i < Math.min(HEADER_WITHIN, rows.size()); i++) {
      if (DocumentParser.isTableHeader(rows.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Sheets may order their columns differently: each column is known by its name. */
  private static void addQuestions(
      List<List<String>> rows, int header, List<String> columns, List<List<String>> questions) {
    List<String> names = rows.get(header);
    int[] target = new int[names.size()];
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip();
      int occurrence = seen.merge(name, 1, Integer::sum);
      target[i] = nth(columns, name, occurrence);
      if (target[i] < 0) {
        target[i] = columns.size();
        columns.add(name);
      }
    }
    for (List<String> row : rows.subList(header + 1, rows.size())) {
      String[] ordered = new String[columns.size()];
      for (int i = 0; i < ordered.length; i++) {
        ordered[i] = "";
      }
      for (int i = 0; i < Math.min(row.size(), target.length); i++) {
        ordered[target[i]] = row.get(i).strip();
      }
      questions.add(List.of(ordered));
    }
  }

  private static int nth(List<String> columns, String name, int occurrence) {
    int found = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equals(name) && ++found == occurrence) {
        return i;
      }
    }
    return -1;
  }

  private static Map<String, List<List<String>>> read(Path file, Limits limits)
      throws IOException, RejectedFile {
    Map<String, List<List<String>>> sheets = new LinkedHashMap<>();
    try (OPCPackage workbook = OPCPackage.open(file.toFile(), PackageAccess.READ)) {
      ReadOnlySharedStringsTable strings = new ReadOnlySharedStringsTable(workbook);
      XSSFReader reader = new XSSFReader(workbook);
      XSSFReader.SheetIterator each = (XSSFReader.SheetIterator) reader.getSheetsData();
      Rows rows = new Rows(limits.characters());
      Set<String> hidden = hiddenSheets(reader);
      while (each.hasNext()) {
        try (InputStream sheet = each.next()) {
          if (hidden.contains(each.getSheetName())) {
            continue;
          }
          rows.begin();
          XMLReader xml = XMLHelper.newXMLReader();
          xml.setContentHandler(
              new XSSFSheetXMLHandler(
                  reader.getStylesTable(), null, strings, rows, new DataFormatter(), false));
          xml.parse(new InputSource(sheet));
          sheets.put(
              each.getSheetName() + (sheets.containsKey(each.getSheetName()) ? "+" : ""),
              rows.rows);
        }
        if (sheets.size() > limits.pages()) {
          throw new RejectedFile("too_many_pages", "At most " + limits.pages() + " sheets.");
        }
      }
    } catch (TooLong e) {
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

  /** Ends the reading of a sheet that is too long. */
  private static final class TooLong extends RuntimeException {
    TooLong() {
      super("too long", null, false, false);
    }
  }

  /** Collects the cells of a sheet. */
  private static final class Rows implements XSSFSheetXMLHandler.SheetContentsHandler {
    private final int limit;
    private int characters;
    private List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();

    Rows(int limit) {
      this.limit = limit;
    }

    void begin() {
      rows = new ArrayList<>();
    }

    @Override
    public void startRow(int number) {
      row = new ArrayList<>();
    }

    @Override
    public void endRow(int number) {
      if (row.stream().anyMatch(cell -> !cell.isBlank())) {
        rows.add(row);
      }
    }

    @Override
    public void cell(String reference, String value, XSSFComment comment) {
      int column = reference == null ? row.size() : new CellReference(reference).getCol();
      if (column >= MAX_COLUMNS || value == null) {
        return;
      }
      while (row.size() < column) {
        row.add("");
      }
      row.add(value);
      characters += value.length();
      if (characters > limit) {
        throw new TooLong();
      }
    }
  }
}
