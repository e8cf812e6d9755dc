package io.kefu.agent.wechat.collect;

import io.kefu.agent.wechat.screen.ScreenRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes by which rows are recognised; texts cannot be read back from them. */
final class RowHash {

  private static final String DIGITS = "0123456789abcdef";
  private static final int BYTES = 12;

  private RowHash() {}

  /** What a row shows. Whether it failed may change later and does not count. */
  static String of(ScreenRow row) {
    return digest(row.kind().name(), row.own() ? "own" : "their", row.sender(), row.text());
  }

  /** Several values together, in order. */
  static String digest(String... values) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        sha.update((byte) (bytes.length >>> 16));
        sha.update((byte) (bytes.length >>> 8));
        sha.update((byte) bytes.length);
        sha.update(bytes);
      }
      byte[] digest = sha.digest();
      StringBuilder text = new StringBuilder(2 * BYTES);
      for (int i = 0; i < BYTES; i++) {
        text.append(DIGITS.charAt(digest[i] >> 4 & 15)).append(DIGITS.charAt(digest[i] & 15));
      }
      return text.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
