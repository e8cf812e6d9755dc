package io.kefu.chassis.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals texts for the database with AES-256-GCM. Several keys open, the first one seals; the sealed
 * text names its key. What is sealed under one label cannot be opened under another: let the label
 * say whose value it is, as in {@code tenant|table|row|column}, and a value copied into another row
 * does not open.
 *
 * <p>A sealed text is {@code sealed:1:KEY_ID:BASE64URL}, the base64url of a random nonce of 12
 * bytes, the ciphertext and the tag of 16 bytes. Thread-safe.
 */
public final class KeyRing {

  private static final String PREFIX = "sealed:1:";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** One configured key: two keys are derived from it, so that each serves one purpose only. */
  private record Key(SecretKey sealing, SecretKey fingerprinting) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Key> keys;
  private final String current;

  private KeyRing(Map<String, Key> keys, String current) {
    this.keys = keys;
    this.current = current;
  }

  /**
   * Reads keys from a setting.
   *
   * @param name the setting's name, for the message
   * @param value {@code id:key} or {@code id:key,id2:key2}, each key base64url or base64 of 32
   *     bytes, each id 1 to 32 letters, digits, dots, dashes or underscores; the first one seals
   * @throws IllegalArgumentException that says what to correct and never holds a key
   */
  public static KeyRing parse(String name, String value) {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (String entry : value == null ? new String[0] : value.strip().split("\\s*,\\s*")) {
      if (entry.isEmpty()) {
        continue;
      }
      int colon = entry.indexOf(':');
      if (colon < 0 || !KEY_ID.matcher(entry.substring(0, colon)).matches()) {
        throw new IllegalArgumentException(
            name + ": key " + (keys.size() + 1) + " must be written as id:base64url");
      }
      String id = entry.substring(0, colon);
      if (keys.put(id, key(name, id, entry.substring(colon + 1))) != null) {
        throw new IllegalArgumentException(name + ": the key id " + id + " is there twice");
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          name + " holds no key: set it to id:base64url of 32 random bytes");
    }
    return new KeyRing(keys, keys.keySet().iterator().next());
  }

  /** Seals a text under a label, with the first key. */
  public String seal(String open, String label) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, current, nonce, label)
              .doFinal(open.getBytes(StandardCharsets.UTF_8));
      byte[] all = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return PREFIX + current + ':' + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no AES-GCM", e);
    }
  }

  /**
   * Opens what was sealed under this label, with whichever key.
   *
   * @throws SealingException when the key is not on the ring, or key, label and text do not belong
   *     together
   */
  public String open(String sealed, String label) {
    String id = keyId(sealed);
    if (!keys.containsKey(id)) {
      throw new SealingException("'" + label + "' is sealed with a key that is not here: " + id);
    }
    try {
      byte[] all =
          Base64.getUrlDecoder().decode(sealed.substring(PREFIX.length() + id.length() + 1));
      if (all.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
        throw new SealingException("'" + label + "' is too short to be sealed");
      }
      byte[] open =
          cipher(Cipher.DECRYPT_MODE, id, Arrays.copyOf(all, NONCE_BYTES), label)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return new String(open, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SealingException("'" + label + "' cannot be opened with the key " + id, e);
    }
  }

  /** Whether a text has the form of a sealed one; an open text of a customer never decides this. */
  public static boolean isSealed(String text) {
    return text != null && text.startsWith(PREFIX) && text.indexOf(':', PREFIX.length()) > 0;
  }

  /** Whether a sealed text uses the key that seals now; if not, a sweep seals it again. */
  public boolean isCurrent(String sealed) {
    return current.equals(keyId(sealed));
  }

  /** Whether what is sealed with a key can be opened. */
  public boolean has(String id) {
    return keys.containsKey(id);
  }

  /** The id of the key that seals now, to be kept beside what a sweep looks for. */
  public String currentKeyId() {
    return current;
  }

  /**
   * A keyed digest by which a value can be found without being open: the same value under the same
   * label has the same fingerprint. Give it a normal form ({@link PhoneNumber}).
   *
   * @return key id, a colon, and 32 characters of hex
   */
  public String fingerprint(String value, String label) {
    return fingerprint(current, value, label);
  }

  /** The fingerprints under each key, the current one first: for searching during a rotation. */
  public List<String> fingerprints(String value, String label) {
    return keys.keySet().stream().map(id -> fingerprint(id, value, label)).toList();
  }

  private String fingerprint(String id, String value, String label) {
    byte[] digest = mac(keys.get(id).fingerprinting(), label + '\u0000' + value);
    return id + ':' + java.util.HexFormat.of().formatHex(digest, 0, 16);
  }

  private static String keyId(String sealed) {
    if (!isSealed(sealed)) {
      throw new SealingException("not a sealed text");
    }
    return sealed.substring(PREFIX.length(), sealed.indexOf(':', PREFIX.length()));
  }

  private Cipher cipher(int mode, String id, byte[] nonce, String label)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, keys.get(id).sealing(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((PREFIX + id + ':' + label).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static Key key(String name, String id, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(base64.strip().replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": the key " + id + " is not base64url");
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(name + ": the key " + id + " must hold 32 bytes");
    }
    SecretKey given = new SecretKeySpec(bytes, MAC);
    return new Key(
        new SecretKeySpec(mac(given, "kefu sealing"), "AES"),
        new SecretKeySpec(mac(given, "kefu fingerprint"), MAC));
  }

  private static byte[] mac(SecretKey key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no " + MAC, e);
    }
  }

  @Override
  public String toString() {
    return "KeyRing" + keys.keySet();
  }
}
