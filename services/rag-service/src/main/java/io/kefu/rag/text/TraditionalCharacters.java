package io.kefu.rag.text;

import com.github.houbb.opencc4j.util.ZhConverterUtil;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Traditional to simplified Chinese with OpenCC's two dictionaries for this direction, from the
 * opencc4j jar: first the phrases (瞭解 → 了解), the longest at each place, then single characters. The
 * jar's own code loads every direction, some 30 MB of heap, of which nothing else is used here.
 * Immutable and thread-safe.
 */
final class TraditionalCharacters {

  private static final String FOLDER = "/data/dictionary/";
  private static final Map<String, String> PHRASES = read("TSPhrases.txt");
  private static final Map<String, String> CHARACTERS = read("TSCharacters.txt");
  private static final int LONGEST =
      PHRASES.keySet().stream().mapToInt(String::length).max().orElse(0);

  private TraditionalCharacters() {}

  /** The text in simplified characters; everything else stays as it is. */
  static String simplify(String text) {
    StringBuilder simplified = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      String phrase = phraseAt(text, at);
      if (phrase != null) {
        simplified.append(PHRASES.get(phrase));
        at += phrase.length();
      } else {
        String character = Character.toString(text.codePointAt(at));
        simplified.append(CHARACTERS.getOrDefault(character, character));
        at += character.length();
      }
    }
    return simplified.toString();
  }

  private static String phraseAt(String text, int at) {
    for (int length = Math.min(LONGEST, text.length() - at); length > 1; length--) {
      String candidate = text.substring(at, at + length);
      if (PHRASES.containsKey(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Lines of {@code traditional TAB simplified}, the usual one first where there are several. */
  private static Map<String, String> read(String name) {
    Map<String, String> words = new HashMap<>();
    try (InputStream in = ZhConverterUtil.class.getResourceAsStream(FOLDER + name);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.strip().split("\\s+");
        if (parts.length > 1) {
          words.put(parts[0], parts[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(words);
  }
}
