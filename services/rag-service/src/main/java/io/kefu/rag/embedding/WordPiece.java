package io.kefu.rag.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Splits a text into the word pieces of a BERT vocabulary, the way the model was trained: control
 * characters dropped, Chinese characters and punctuation alone, other words into the longest known
 * pieces. Does not change case: the caller normalises. Immutable and thread-safe.
 */
public final class WordPiece {

  private static final int MAX_WORD_CHARACTERS = 100;
  private static final String CONTINUATION = "##";

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int start;
  private final int end;

  /**
   * Splits into the pieces of a vocabulary.
   *
   * @throws IllegalArgumentException when it lacks a mark that every such vocabulary has
   */
  public WordPiece(Map<String, Integer> vocabulary) {
    this.vocabulary = Map.copyOf(vocabulary);
    this.unknown = id("[UNK]");
    this.start = id("[CLS]");
    this.end = id("[SEP]");
  }

  /** Ids of a text between the start and end marks, at most {@code limit} ids in all. */
  public long[] encode(String text, int limit) {
    List<Integer> ids = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isBlank(point)) {
                flush(word, ids);
              } else if (!isControl(point)) {
                if (isHan(point) || isPunctuation(point)) {
                  flush(word, ids);
                  ids.add(vocabulary.getOrDefault(Character.toString(point), unknown));
                } else {
                  word.appendCodePoint(point);
                }
              }
            });
    flush(word, ids);
    int kept = Math.min(ids.size(), limit - 2);
    long[] encoded = new long[kept + 2];
    encoded[0] = start;
    for (int i = 0; i < kept; i++) {
      encoded[i + 1] = ids.get(i);
    }
    encoded[kept + 1] = end;
    return encoded;
  }

  private void flush(StringBuilder word, List<Integer> ids) {
    if (!word.isEmpty()) {
      addPieces(word.toString(), ids);
      word.setLength(0);
    }
  }

  /** A word that cannot be made of known pieces is unknown as a whole. */
  private void addPieces(String word, List<Integer> ids) {
    if (word.codePointCount(0, word.length()) > MAX_WORD_CHARACTERS) {
      ids.add(unknown);
      return;
    }
    List<Integer> pieces = new ArrayList<>();
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      Integer piece = null;
      while (to > from && piece == null) {
        String candidate = word.substring(from, to);
        piece = vocabulary.get(from == 0 ? candidate : CONTINUATION + candidate);
        if (piece == null) {
          to = word.offsetByCodePoints(to, -1);
        }
      }
      if (piece == null) {
        ids.add(unknown);
        return;
      }
      pieces.add(piece);
      from = to;
    }
    ids.addAll(pieces);
  }

  private int id(String token) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary lacks " + token);
    }
    return id;
  }

  private static boolean isBlank(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || Character.isWhitespace(point)
        || Character.getType(point) == Character.SPACE_SEPARATOR;
  }

  private static boolean isControl(int point) {
    int type = Character.getType(point);
    return point == 0
        || point == 0xFFFD
        || type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.UNASSIGNED
        || type == Character.PRIVATE_USE;
  }

  private static boolean isPunctuation(int point) {
    if ((point >= 33 && point <= 47)
        || (point >= 58 && point <= 64)
        || (point >= 91 && point <= 96)
        || (point >= 123 && point <= 126)) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isHan(int point) {
    return (point >= 0x4E00 && point <= 0x9FFF)
        || (point >= 0x3400 && point <= 0x4DBF)
        || (point >= 0x20000 && point <= 0x2A6DF)
        || (point >= 0x2A700 && point <= 0x2CEAF)
        || (point >= 0xF900 && point <= 0xFAFF)
        || (point >= 0x2F800 && point <= 0x2FA1F);
  }
}
