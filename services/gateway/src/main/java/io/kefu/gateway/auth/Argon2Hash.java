package io.kefu.gateway.auth;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id in the PHC string form {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. Pure and slow by
 * intent: tens of milliseconds and megabytes a call, so never on an event loop.
 */
final class Argon2Hash {

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MAX_MEMORY_KIB = 1 << 20;
  private static final int MAX_ITERATIONS = 64;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  private Argon2Hash() {}

  static String of(char[] secret, int memoryKib, int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = compute(secret, salt, memoryKib, iterations, 1, HASH_BYTES);
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(
            memoryKib, iterations, ENCODER.encodeToString(salt), ENCODER.encodeToString(hash));
  }

  /** Compares in constant time; false for a string that is not such a hash. */
  static boolean matches(char[] secret, String phc) {
    Matcher form = PHC.matcher(phc);
    if (!form.matches()) {
      return false;
    }
    int memory = Integer.parseInt(form.group(1));
    int iterations = Integer.parseInt(form.group(2));
    int parallelism = Integer.parseInt(form.group(3));
    if (memory > MAX_MEMORY_KIB
        || iterations > MAX_ITERATIONS
        || iterations < 1
        || parallelism < 1) {
      return false;
    }
    byte[] expected = Base64.getDecoder().decode(form.group(5));
    byte[] salt = Base64.getDecoder().decode(form.group(4));
    byte[] actual = compute(secret, salt, memory, iterations, parallelism, expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private static byte[] compute(
      char[] secret, byte[] salt, int memoryKib, int iterations, int parallelism, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(parallelism)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(secret, hash);
    return hash;
  }
}
