package io.kefu.message.search;

import java.util.Arrays;

/**
 * What a text is found by: a number for each of its characters and for each pair of neighbouring
 * ones, so that a word of any length in any script leads to the messages that may hold it. The
 * numbers are hashes and meet by chance: keys find candidates, the text decides. Pure; its numbers
 * are stored, so they never change.
 *
 * <p>Texts come as {@code search_text} of the database gives them: lower case, one kind of space.
 */
final class SearchKeys {

  /** Code points of a text that are indexed; what stands further behind is not found. */
  static final int MAX_CHARACTERS = 20_000;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int NOTHING = 0;

  private final long seed;

  /** Keys of one tenant. */
  SearchKeys(String tenantId) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < tenantId.length(); i++) {
      hash = (hash ^ tenantId.charAt(i)) * FNV_PRIME;
    }
    this.seed = hash;
  }

  /** All keys of a message's text, sorted, each once. */
  int[] ofText(String text) {
    int[] characters = text.codePoints().limit(MAX_CHARACTERS).toArray();
    int[] keys = new int[characters.length * 2];
    int count = 0;
    for (int i = 0; i < characters.length; i++) {
      if (isSpace(characters[i])) {
        continue;
      }
      keys[count++] = key(characters[i], NOTHING);
      if (i + 1 < characters.length && !isSpace(characters[i + 1])) {
        keys[count++] = key(characters[i], characters[i + 1]);
      }
    }
    return distinct(keys, count);
  }

  /** The keys that a message with this word has: its pairs, or its only character. */
  int[] ofWord(String word) {
    int[] characters = word.codePoints().limit(MAX_CHARACTERS).toArray();
    int[] keys = new int[characters.length];
    int count = 0;
    for (int i = 0; i < characters.length; i++) {
      if (isSpace(characters[i])) {
        continue;
      }
      boolean paired = i + 1 < characters.length && !isSpace(characters[i + 1]);
      boolean pairedBefore = i > 0 && !isSpace(characters[i - 1]);
      if (paired) {
        keys[count++] = key(characters[i], characters[i + 1]);
      } else if (!pairedBefore) {
        keys[count++] = key(characters[i], NOTHING);
      }
    }
    return distinct(keys, count);
  }

  private int key(int first, int second) {
    long mixed = seed ^ ((long) first << 32 | second);
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return (int) (mixed ^ mixed >>> 33);
  }

  private static boolean isSpace(int character) {
    return character == ' ';
  }

  private static int[] distinct(int[] keys, int count) {
    return Arrays.stream(keys, 0, count).sorted().distinct().toArray();
  }
}
