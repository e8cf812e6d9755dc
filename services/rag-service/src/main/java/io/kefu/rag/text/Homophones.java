package io.kefu.rag.text;

import com.hankcs.hanlp.HanLP;
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
 * sounds like one that does (保休 → 保修). From HanLP's jar. Pure and thread-safe.
 */
public final class Homophones {

  private static final String RESOURCE = "/data/dictionary/pinyin/pinyin.txt";
  private static final short[] SOUNDS = read();

  private Homophones() {}

  /** The sound of a pair of characters; -1 when one of them is not known. */
  public static int soundOf(char first, char second) {
    int one = SOUNDS[first];
    int two = SOUNDS[second];
    return one < 0 || two < 0 ? -1 : one << 16 | two;
  }

  /** Whether a pair of characters is a word of its own, of the thesaurus or of the concepts. */
  public static boolean isWord(String pair) {
    return Thesaurus.BUILT_IN.isWord(pair) || Lexicon.BUILT_IN.isConceptWord(pair);
  }

  /** Lines such as {@code 充=chong1} and, for words, {@code 一下=yi1,xia4}. */
  private static short[] read() {
    short[] sounds = new short[Character.MAX_VALUE + 1];
    Arrays.fill(sounds, (short) -1);
    Map<String, Short> ids = new HashMap<>();
    try (InputStream in = HanLP.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.indexOf('=') == 1) {
          String sound = plain(line.substring(2).split("[,\\s]")[0]);
          sounds[line.charAt(0)] = ids.computeIfAbsent(sound, none -> (short) ids.size());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sounds;
  }

  private static String plain(String pinyin) {
    return pinyin
        .replaceAll("\\d", "")
        .replaceFirst("^([zcs])h", "$1")
        .replaceFirst("(?<=[ei])ng$", "n");
  }
}
