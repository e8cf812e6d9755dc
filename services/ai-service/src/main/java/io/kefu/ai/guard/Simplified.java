package io.kefu.ai.guard;

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
 * Traditional characters as simplified ones, sign by sign, from OpenCC's dictionary in the opencc4j
 * jar. The jar's own code loads every direction, of which nothing else is used. Thread-safe.
 */
final class Simplified {

  private static final String DICTIONARY = "/data/dictionary/TSCharacters.txt";
  private static final Map<Character, Character> CHARACTERS = read();

  private Simplified() {}

  /** The simplified twin; the character itself when it has none. */
  static char of(char c) {
    return c < '\u3400' ? c : CHARACTERS.getOrDefault(c, c);
  }

  /** Lines of {@code traditional TAB simplified}, the usual one first where there are several. */
  private static Map<Character, Character> read() {
    Map<Character, Character> characters = new HashMap<>();
    try (InputStream in = ZhConverterUtil.class.getResourceAsStream(DICTIONARY);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.strip().split("\\s+");
        if (parts.length > 1 && parts[0].length() == 1 && parts[1].length() == 1) {
          characters.put(parts[0].charAt(0), parts[1].charAt(0));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(characters);
  }
}
