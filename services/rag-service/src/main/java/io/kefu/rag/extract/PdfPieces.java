package io.kefu.rag.extract;

import io.kefu.rag.extract.PdfColumns.Piece;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** Reads a page of a PDF as lines of pieces that know where they stand. Not thread-safe. */
final class PdfPieces extends PDFTextStripper {

  /** A gap of this many widths of a character parts two pieces. */
  private static final double GAP = 1.2;

  private List<List<Piece>> lines = new ArrayList<>();
  private List<Piece> line = new ArrayList<>();

  PdfPieces() {
    setSortByPosition(true);
  }

  /** The lines of a page, from 1, from top to bottom. */
  List<List<Piece>> page(PDDocument document, int number) throws IOException {
    lines = new ArrayList<>();
    line = new ArrayList<>();
    setStartPage(number);
    setEndPage(number);
    writeText(document, Writer.nullWriter());
    endLine();
    return lines;
  }

  @Override
  protected void writeString(String text, List<TextPosition> positions) {
    if (text.isBlank() || positions.isEmpty()) {
      return;
    }
    TextPosition first = positions.getFirst();
    TextPosition last = positions.getLast();
    double from = first.getXDirAdj();
    double to = last.getXDirAdj() + last.getWidthDirAdj();
    Piece before = line.isEmpty() ? null : line.getLast();
    if (before != null && from - before.to() < GAP * first.getFontSizeInPt()) {
      line.set(line.size() - 1, new Piece(before.text() + " " + text, before.from(), to));
    } else {
      line.add(new Piece(text, from, to));
    }
  }

  @Override
  protected void writeLineSeparator() {
    endLine();
  }

  @Override
  protected void writeParagraphEnd() {
    endLine();
  }

  private void endLine() {
    if (!line.isEmpty()) {
      lines.add(line);
      line = new ArrayList<>();
    }
  }
}
