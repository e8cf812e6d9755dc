package io.kefu.gateway.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes (RFC 9110 §14). Pure.
 *
 * @param from first byte
 * @param length bytes, 1 or more
 */
public record ByteRange(long from, long length) {

  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** The header cannot be satisfied: 416. */
  public static final class Unsatisfiable extends Exception {}

  /**
   * Reads a {@code Range} header; empty for the whole file: none was sent, or one that may be
   * ignored (several ranges, another unit).
   *
   * @param header may be null
   * @param size of the file, 1 or more
   */
  public static Optional<ByteRange> of(String header, long size) throws Unsatisfiable {
    Matcher range = ONE.matcher(header == null ? "" : header.strip());
    if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(range.group(2)));
      if (last == 0) {
        throw new Unsatisfiable();
      }
      return Optional.of(new ByteRange(size - last, last));
    }
    long from = Long.parseLong(range.group(1));
    long to =
        range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
    if (from >= size) {
      throw new Unsatisfiable();
    }
    if (to < from) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(from, to - from + 1));
  }
}
