package io.kefu.rag.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How Chinese characters sound, without tones and without what many speakers do not tell apart (zh
 * and z, in and ing): people type by sound, and a pair of characters that means nothing often
 * sounds like one that does (保休 → 保修). Pure and thread-safe.
 */
public final class Homophones {

  private static final String RESOURCE = "sounds.txt";
  private static final short[] SOUNDS = read();

  private Homophones() {}

  /** The sound of a pair of characters; -1 when one of them is not known. */
  public static int soundOf(char first, char second) {
    int one = SOUNDS[first];
    int two = SOUNDS[second];
    return one < 0 || two < 0 ? -1 : one << 16 | two;
  }

  /** Whether a pair of characters is a word of its own, of the word list or of the concepts. */
  public static boolean isWord(String pair) {
    return WordList.BUILT_IN.isWord(pair) || Lexicon.BUILT_IN.isConceptWord(pair);
  }

  /** Lines such as {@code chong 充冲}. */
  private static short[] read() {
    short[] sounds = new short[Character.MAX_VALUE + 1];
    Arrays.fill(sounds, (short) -1);
    Map<String, Short> ids = new HashMap<>();
    try (InputStream in = Homophones.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int blank = line.indexOf(' ');
        if (!line.startsWith("#")) {
          String sound = plain(line.substring(0, blank));
          short id = ids.computeIfAbsent(sound, none -> (short) ids.size());
          for (char each : line.substring(blank + 1).toCharArray()) {
            sounds[each] = id;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sounds;
  }

  private static String plain(String pinyin) {
    return pinyin.replaceFirst("^([zcs])h", "$1").replaceFirst("(?<=[ei])ng$", "n");
  }
}
