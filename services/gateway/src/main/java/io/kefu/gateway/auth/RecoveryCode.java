package io.kefu.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Codes for a lost telephone: 80 random bits as {@code ABCD-EFGH-IJKL-MNOP}. Pure. */
final class RecoveryCode {

  static final int COUNT = 10;
  private static final int BYTES = 10;
  private static final Pattern FORM = Pattern.compile("[A-Z2-7]{16}");

  private RecoveryCode() {}

  static List<String> fresh(SecureRandom random) {
    return Stream.generate(() -> one(random)).limit(COUNT).toList();
  }

  /** The hash that is kept; null for what cannot be such a code. */
  static byte[] hash(String code) {
    String bare = code.replace("-", "").replace(" ", "").toUpperCase(Locale.ROOT);
    if (!FORM.matcher(bare).matches()) {
      return null;
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(bare.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static String one(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return String.join("-", Totp.base32(bytes).split("(?<=\\G.{4})"));
  }
}
