package io.kefu.local.migration;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A text as it was meant. The predecessor read from Windows programs: some texts are GBK bytes
 * where UTF-8 was due, some were read as Latin-1 on the way and stored so. Pure.
 *
 * @param text without NUL characters
 * @param repaired whether it was not UTF-8, or not what it should have been
 */
record OldText(String text, boolean repaired) {

  private static final Charset GB = Charset.forName("GB18030");
  private static final char FIRST_HIGH = 0x80;
  private static final char LAST_LATIN = 0xFF;

  /** Reads the bytes of a column. */
  static OldText of(byte[] bytes) {
    Optional<String> utf8 = strict(StandardCharsets.UTF_8, bytes);
    if (utf8.isPresent()) {
      String text = utf8.get();
      Optional<String> meant = misread(text);
      return meant.map(other -> clean(other, true)).orElseGet(() -> clean(text, false));
    }
    return clean(
        strict(GB, bytes).orElseGet(() -> new String(bytes, StandardCharsets.UTF_8)), true);
  }

  private static OldText clean(String text, boolean repaired) {
    return text.indexOf('\0') < 0
        ? new OldText(text, repaired)
        : new OldText(text.replace("\0", ""), true);
  }

  /**
   * Chinese in GBK that was read as Latin-1: only characters up to ÿ, and all high ones Chinese.
   */
  private static Optional<String> misread(String text) {
    int high = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > LAST_LATIN) {
        return Optional.empty();
      }
      high += c >= FIRST_HIGH ? 1 : 0;
    }
    if (high < 4) {
      return Optional.empty();
    }
    return strict(GB, text.getBytes(StandardCharsets.ISO_8859_1))
        .filter(
            read ->
                read.codePoints()
                    .filter(c -> c >= FIRST_HIGH)
                    .allMatch(
                        c ->
                            Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN
                                || c >= 0x3000 && c <= 0x303F
                                || c >= 0xFF00 && c <= 0xFFEF));
  }

  private static Optional<String> strict(Charset charset, byte[] bytes) {
    try {
      CharBuffer read =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes));
      return Optional.of(read.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
