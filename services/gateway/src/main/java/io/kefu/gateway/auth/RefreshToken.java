package io.kefu.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A refresh token as its holder sees it: {@code kfr.<tenant>.<id>.<secret>}. It is no JWT, so it
 * can never be taken for an access token. Its secret has 256 random bits, so a fast hash keeps it
 * safe at rest.
 *
 * @param tenantId tenant that the lookup is confined to
 * @param tokenId row
 * @param secret base64url
 */
record RefreshToken(String tenantId, UUID tokenId, String secret) {

  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "kfr\\.([a-z0-9][a-z0-9_-]{0,62})\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.([A-Za-z0-9_-]{43})");

  static RefreshToken fresh(String tenantId, UUID tokenId, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new RefreshToken(
        tenantId, tokenId, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Reads what a caller sent; empty when it is not of the form. */
  static Optional<RefreshToken> parse(String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new RefreshToken(form.group(1), UUID.fromString(form.group(2)), form.group(3)))
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
    return "kfr." + tenantId + '.' + tokenId + '.' + secret;
  }

  @Override
  public String toString() {
    return "RefreshToken[" + tokenId + ']';
  }
}
