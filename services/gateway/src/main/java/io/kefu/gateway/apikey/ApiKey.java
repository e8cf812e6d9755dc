package io.kefu.gateway.apikey;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its holder sees it: {@code kefu_<tenant>.<prefix>.<secret>}. The prefix is shown in
 * lists; the secret has 256 random bits. Pure.
 *
 * @param tenantId tenant that the lookup is confined to
 * @param prefix which key
 * @param secret base64url
 */
record ApiKey(String tenantId, String prefix, String secret) {

  static final String START = "kefu_";

  private static final int SECRET_BYTES = 32;
  private static final int PREFIX_LETTERS = 10;
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final Pattern FORM =
      Pattern.compile("kefu_([a-z0-9][a-z0-9_-]{0,62})\\.([a-z0-9]{10})\\.([A-Za-z0-9_-]{43})");

  static ApiKey fresh(String tenantId, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < PREFIX_LETTERS; i++) {
      prefix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new ApiKey(
        tenantId,
        prefix.toString(),
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Reads what a caller sent; empty when it is not of the form. */
  static Optional<ApiKey> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new ApiKey(form.group(1), form.group(2), form.group(3)))
        : Optional.empty();
  }

  byte[] secretHash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  boolean hasSecretOf(byte[] storedHash) {
    return MessageDigest.isEqual(storedHash, secretHash());
  }

  /** What the holder keeps. */
  String text() {
    return START + tenantId + '.' + prefix + '.' + secret;
  }

  @Override
  public String toString() {
    return "ApiKey[" + prefix + ']';
  }
}
