package io.kefu.rag.extract;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.poi.ss.util.CellRangeAddress;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Stands between a sheet's XML and what reads its values, and notes what the values do not say:
 * hidden rows and columns, merged cells, cells that show an error, formulas whose result was never
 * stored. For one sheet.
 */
final class SheetShape extends DefaultHandler {

  private static final int MAX_MERGED = 10_000;

  /** What is wrong with a cell. */
  record Fault(String cell, boolean error) {}

  private final ContentHandler values;
  private final BitSet hiddenRows = new BitSet();
  private final BitSet hiddenColumns = new BitSet();
  private final List<CellRangeAddress> merged = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private String cell;
  private String type;
  private boolean formula;
  private boolean inValue;
  private boolean valued;
  private int row = -1;

  /** Passes everything on. */
  SheetShape(ContentHandler values) {
    this.values = values;
  }

  boolean isHiddenRow(int number) {
    return hiddenRows.get(number);
  }

  boolean isHiddenColumn(int number) {
    return hiddenColumns.get(number);
  }

  List<CellRangeAddress> merged() {
    return merged;
  }

  List<Fault> faults() {
    return faults;
  }

  @Override
  public void startElement(String uri, String local, String name, Attributes of)
      throws SAXException {
    switch (local) {
      case "col" -> column(of);
      case "row" -> row(of);
      case "c" -> {
        cell = of.getValue("r");
        type = of.getValue("t");
        formula = false;
        valued = false;
      }
      case "f" -> formula = true;
      case "v" -> inValue = true;
      case "mergeCell" -> merged(of.getValue("ref"));
      default -> {}
    }
    values.startElement(uri, local, name, of);
  }

  @Override
  public void endElement(String uri, String local, String name) throws SAXException {
    values.endElement(uri, local, name);
    if (local.equals("v")) {
      inValue = false;
    } else if (local.equals("c") && cell != null) {
      boolean error = "e".equals(type);
      if (error || (formula && !valued && !"str".equals(type))) {
        faults.add(new Fault(cell, error));
      }
      cell = null;
    }
  }

  @Override
  public void characters(char[] text, int start, int length) throws SAXException {
    valued |= inValue && length > 0;
    values.characters(text, start, length);
  }

  private void column(Attributes of) {
    if (isTrue(of.getValue("hidden"))) {
      int first = number(of.getValue("min"));
      int last = Math.min(number(of.getValue("max")), XlsxExtractor.MAX_COLUMNS);
      for (int i = Math.max(1, first); i <= last; i++) {
        hiddenColumns.set(i - 1);
      }
    }
  }

  private void row(Attributes of) {
    int named = number(of.getValue("r"));
    row = named > 0 ? named - 1 : row + 1;
    if (isTrue(of.getValue("hidden")) || isTrue(of.getValue("zeroHeight"))) {
      hiddenRows.set(row);
    }
  }

  private void merged(String range) {
    if (range != null && merged.size() < MAX_MERGED) {
      try {
        merged.add(CellRangeAddress.valueOf(range));
      } catch (IllegalArgumentException e) {
        // No range: nothing is merged.
      }
    }
  }

  private static boolean isTrue(String flag) {
    return "1".equals(flag) || "true".equals(flag);
  }

  private static int number(String digits) {
    return digits != null && digits.matches("\\d{1,7}") ? Integer.parseInt(digits) : 0;
  }
}
