package io.kefu.rag.text;

import com.huaban.analysis.jieba.WordDictionary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of general Chinese and how often they are said: jieba's dictionary, from the jar of its
 * Java port, of which nothing else is used. A rare word (螃蟹) says far more about what is asked than
 * a common one (可以), whatever one small knowledge base happens to contain. Words of two to four
 * characters, packed into a long each, so that 300,000 of them take three megabytes. Loaded once;
 * immutable and thread-safe.
 */
final class WordList {

  /**
   * A word of a text.
   *
   * @param start place in the text
   * @param text the word; a single character where no word is known
   * @param rarity how much it says: 0 for the commonest words to 1 for those hardly anybody uses
   * @param name whether it names something: a noun, a place, a set phrase
   */
  record Word(int start, String text, double rarity, boolean name) {}

  private static final String RESOURCE = "/dict.txt";
  private static final int LONGEST = 4;
  private static final int CHARACTER_BITS = 16;
  private static final int MOST_WORDS = 400_000;

  /** Natural logarithm of one in so many: what everybody says, and what hardly anybody does. */
  private static final double COMMON = 6;

  private static final double RARE = 15;

  /** Costs are kept in eighths. */
  private static final double STEPS = 8;

  private static final int NAME_BIT = 0x100;
  private static final int COST_MASK = 0xff;

  /** Cost of a character that is no word of its own. */
  private static final double UNKNOWN_CHARACTER = 16;

  /** The list of this build. */
  static final WordList BUILT_IN = read();

  private final long[] keys;
  private final short[] costs;

  private WordList(long[] keys, short[] costs) {
    this.keys = keys;
    this.costs = costs;
  }

  /** Whether it knows the word; two to four characters. */
  boolean isWord(CharSequence word) {
    return word.length() > 1 && word.length() <= LONGEST && at(word, 0, word.length()) >= 0;
  }

  /** The likeliest words of a run of Chinese characters, in their order. */
  List<Word> wordsOf(String run) {
    int length = run.length();
    double[] cost = new double[length + 1];
    int[] size = new int[length + 1];
    for (int start = length - 1; start >= 0; start--) {
      cost[start] = Double.POSITIVE_INFINITY;
      for (int end = start + 1; end <= Math.min(length, start + LONGEST); end++) {
        int place = at(run, start, end);
        if (place < 0 && end > start + 1) {
          continue;
        }
        double sum = (place < 0 ? UNKNOWN_CHARACTER : cost(place)) + cost[end];
        if (sum < cost[start]) {
          cost[start] = sum;
          size[start] = end - start;
        }
      }
    }
    List<Word> words = new ArrayList<>();
    for (int start = 0; start < length; start += size[start]) {
      int end = start + size[start];
      int place = at(run, start, end);
      double own = place < 0 ? UNKNOWN_CHARACTER : cost(place);
      double rarity = Math.clamp((own - COMMON) / (RARE - COMMON), 0, 1);
      boolean name = place >= 0 && (costs[place] & NAME_BIT) != 0;
      words.add(new Word(start, run.substring(start, end), rarity, name));
    }
    return words;
  }

  private double cost(int place) {
    return (costs[place] & COST_MASK) / STEPS;
  }

  private int at(CharSequence text, int start, int end) {
    return Arrays.binarySearch(keys, key(text, start, end));
  }

  private static long key(CharSequence text, int start, int end) {
    long key = 0;
    for (int i = start; i < end; i++) {
      key = key << CHARACTER_BITS | text.charAt(i);
    }
    return key;
  }

  /** Lines of {@code word frequency kind}. */
  private static WordList read() {
    long[] words = new long[MOST_WORDS];
    int[] counts = new int[MOST_WORDS];
    boolean[] names = new boolean[MOST_WORDS];
    long total = 0;
    int size = 0;
    try (InputStream in = WordDictionary.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        int count = Integer.parseInt(line, first + 1, second, 10);
        total += count;
        if (first <= LONGEST && isHan(line, first) && !isPerson(line, second + 1)) {
          words[size] = key(line, 0, first);
          counts[size] = count;
          names[size] = line.charAt(second + 1) == 'n' || line.endsWith("vn") || line.endsWith("l");
          size++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(Arrays.copyOf(words, size), counts, names, total);
  }

  private static WordList of(long[] words, int[] counts, boolean[] names, long total) {
    long[] sorted = words.clone();
    Arrays.sort(sorted);
    short[] costs = new short[sorted.length];
    for (int i = 0; i < words.length; i++) {
      double cost = Math.log((double) total / counts[i]);
      int steps = (int) Math.min(COST_MASK, Math.round(cost * STEPS));
      costs[Arrays.binarySearch(sorted, words[i])] = (short) (steps | (names[i] ? NAME_BIT : 0));
    }
    return new WordList(sorted, costs);
  }

  private static boolean isHan(String line, int end) {
    for (int i = 0; i < end; i++) {
      if (!TextNormalizer.isHan(line.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Names of people are many, and made of characters that stand together in other words too. */
  private static boolean isPerson(String line, int kind) {
    return line.startsWith("nr", kind);
  }
}
