package io.kefu.rag.text;

import com.hankcs.hanlp.HanLP;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A general Chinese thesaurus (Cilin, from HanLP's jar, of which nothing else is used): which words
 * mean the same, and which name a concrete thing, a plant, a dish, a shop. Words of two to four
 * characters, the longest at each place. Loaded once, about 70,000 words; immutable and
 * thread-safe.
 */
final class Thesaurus {

  /**
   * A word of a text.
   *
   * @param text the word
   * @param groups groups of words that mean the same; the word alone when it is in none
   * @param thing whether it names a concrete thing
   */
  record Word(String text, List<String> groups, boolean thing) {}

  private static final String RESOURCE = "/data/dictionary/synonym/CoreSynonym.txt";
  private static final int LONGEST = 4;

  /**
   * Classes of concrete things: plants, animals, the body, materials, tools, goods, food, shops.
   */
  private static final Set<String> THINGS =
      Set.of("Bh", "Bi", "Bk", "Bm", "Bn", "Bo", "Bp", "Bq", "Br", "Dm");

  /** The thesaurus of this build. */
  static final Thesaurus BUILT_IN = read();

  private final Map<String, Word> words;

  private Thesaurus(Map<String, Word> words) {
    this.words = Map.copyOf(words);
  }

  /** The words of a run of Chinese characters. */
  List<Word> wordsOf(String run) {
    List<Word> found = new ArrayList<>();
    int at = 0;
    while (at < run.length()) {
      Word word = longestAt(run, at);
      if (word != null) {
        found.add(word);
      }
      at += word == null ? 1 : word.text().length();
    }
    return found;
  }

  /** Whether it knows the word. */
  boolean isWord(String word) {
    return words.containsKey(word);
  }

  private Word longestAt(String run, int at) {
    for (int length = Math.min(LONGEST, run.length() - at); length > 1; length--) {
      Word word = words.get(run.substring(at, at + length));
      if (word != null) {
        return word;
      }
    }
    return null;
  }

  /** Lines such as {@code Bp01A02= 椅子 椅}; "=" says that they mean the same. */
  private static Thesaurus read() {
    Map<String, List<String>> groups = new HashMap<>();
    Map<String, Boolean> things = new HashMap<>();
    try (InputStream in = HanLP.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.replace("\uFEFF", "").strip().split("\\s+");
        String code = parts[0];
        for (int i = 1; i < parts.length; i++) {
          if (parts[i].length() < 2 || parts[i].length() > LONGEST) {
            continue;
          }
          things.merge(parts[i], THINGS.contains(code.substring(0, 2)), Boolean::logicalOr);
          List<String> own = groups.computeIfAbsent(parts[i], none -> new ArrayList<>(1));
          if (code.endsWith("=")) {
            own.add("~" + code.substring(0, code.length() - 1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Word> words = new HashMap<>();
    groups.forEach(
        (word, own) ->
            words.put(
                word,
                new Word(
                    word,
                    own.isEmpty() ? List.of("~" + word) : List.copyOf(own),
                    things.get(word))));
    return new Thesaurus(words);
  }
}
