package io.kefu.rag.extract;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts the lines of a page that was set in two columns into the order in which they are read: the
 * left column down, then the right one. Told apart from a table with two columns by its lines,
 * which fill their columns. Pure.
 */
final class PdfColumns {

  /**
   * A piece of a line without a large gap in it.
   *
   * @param text what it says
   * @param from its left edge, in points
   * @param to its right edge
   */
  record Piece(String text, double from, double to) {}

  /** Points that keep columns apart. */
  private static final double LEAST_GUTTER = 8;

  /** The gutter stands in the middle third of the text. */
  private static final double MIDDLE_FROM = 0.33;

  private static final double MIDDLE_TO = 0.67;
  private static final int LEAST_LINES = 5;

  /** Share of the lines that may cross the gutter: headings over both columns. */
  private static final double MOST_CROSSING = 0.25;

  /** Prose fills its column but for the ends of paragraphs. */
  private static final double LEAST_FILLED = 0.6;

  private PdfColumns() {}

  /** The lines of a page, each of its pieces from left to right, as they are read. */
  static List<String> read(List<List<Piece>> lines) {
    double left = lines.stream().flatMap(List::stream).mapToDouble(Piece::from).min().orElse(0);
    double right = lines.stream().flatMap(List::stream).mapToDouble(Piece::to).max().orElse(0);
    double width = right - left;
    for (double at = left + width * MIDDLE_FROM; at < left + width * MIDDLE_TO; at++) {
      if (isGutter(lines, at, left, right)) {
        return inColumns(lines, at);
      }
    }
    return lines.stream().map(PdfColumns::joined).toList();
  }

  private static boolean isGutter(List<List<Piece>> lines, double at, double left, double right) {
    double end = at + LEAST_GUTTER;
    int crossing = 0;
    int leftLines = 0;
    int rightLines = 0;
    double leftFilled = 0;
    double rightFilled = 0;
    for (List<Piece> line : lines) {
      if (crosses(line, at, end)) {
        crossing++;
        continue;
      }
      double of = line.stream().filter(p -> p.to() <= at).mapToDouble(PdfColumns::width).sum();
      double on = line.stream().filter(p -> p.from() >= end).mapToDouble(PdfColumns::width).sum();
      leftLines += of > 0 ? 1 : 0;
      rightLines += on > 0 ? 1 : 0;
      leftFilled += of;
      rightFilled += on;
    }
    return crossing <= lines.size() * MOST_CROSSING
        && leftLines >= LEAST_LINES
        && rightLines >= LEAST_LINES
        && leftFilled >= LEAST_FILLED * leftLines * (at - left)
        && rightFilled >= LEAST_FILLED * rightLines * (right - end);
  }

  private static List<String> inColumns(List<List<Piece>> lines, double at) {
    List<String> read = new ArrayList<>();
    List<String> rightColumn = new ArrayList<>();
    for (List<Piece> line : lines) {
      if (crosses(line, at, at + LEAST_GUTTER)) {
        read.addAll(rightColumn);
        rightColumn.clear();
        read.add(joined(line));
        continue;
      }
      List<Piece> one = line.stream().filter(piece -> piece.to() <= at).toList();
      List<Piece> other = line.stream().filter(piece -> piece.to() > at).toList();
      if (!one.isEmpty()) {
        read.add(joined(one));
      }
      if (!other.isEmpty()) {
        rightColumn.add(joined(other));
      }
    }
    read.addAll(rightColumn);
    return read;
  }

  private static boolean crosses(List<Piece> line, double from, double to) {
    return line.stream().anyMatch(piece -> piece.from() < to && piece.to() > from);
  }

  private static double width(Piece piece) {
    return piece.to() - piece.from();
  }

  private static String joined(List<Piece> line) {
    return TextBuilder.oneLine(String.join(" ", line.stream().map(Piece::text).toList()));
  }
}
