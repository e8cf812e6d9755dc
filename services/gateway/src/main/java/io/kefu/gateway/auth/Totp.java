package io.kefu.gateway.auth;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238) as every authenticator app has them: SHA-1, 30 s, 6
 * digits. A clock may be one step off either way. Pure and thread-safe.
 */
final class Totp {

  static final int DIGITS = 6;
  static final Duration STEP = Duration.ofSeconds(30);

  private static final int SECRET_BYTES = 20;
  private static final int TOLERANCE = 1;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final HmacOneTimePasswordGenerator HOTP = new HmacOneTimePasswordGenerator(DIGITS);

  private Totp() {}

  static byte[] freshSecret(SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  static long stepAt(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
  }

  static String code(byte[] secret, long step) {
    try {
      return HOTP.generateOneTimePasswordString(new SecretKeySpec(secret, "HmacSHA1"), step);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("this JVM has no HMAC-SHA-1", e);
    }
  }

  /** The step that the code belongs to; empty when it fits none, or one that was used already. */
  static OptionalLong match(byte[] secret, String code, Instant now, long lastUsedStep) {
    long current = stepAt(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - TOLERANCE; step <= current + TOLERANCE; step++) {
      boolean same =
          MessageDigest.isEqual(
              code(secret, step).getBytes(StandardCharsets.US_ASCII),
              code.getBytes(StandardCharsets.UTF_8));
      if (same && step > lastUsedStep) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** The secret as an authenticator app takes it when nobody can scan. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte next : bytes) {
      buffer = (buffer << 8) | (next & 0xff);
      bits += 8;
      while (bits >= 5) {
        text.append(BASE32.charAt((buffer >> (bits - 5)) & 31));
        bits -= 5;
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }

  /** What the QR code holds (key URI format). */
  static String uri(String issuer, String account, byte[] secret) {
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
        .formatted(
            escape(issuer),
            escape(account),
            base32(secret),
            escape(issuer),
            DIGITS,
            STEP.toSeconds());
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
