package io.kefu.agent.update;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The public keys (Ed25519) whose signature makes a package one of ours. They come with the
 * installation, not with a version: whoever can sign one package cannot make himself the signer of
 * all later ones.
 */
public final class UpdateKeys {

  static final String ALGORITHM = "Ed25519";

  /** In the folder {@code app} of the installation; base64 of a key a line, a hash is a comment. */
  public static final String FILE = "update-keys.txt";

  private final List<PublicKey> keys;

  private UpdateKeys(List<PublicKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads them; a missing file is one without keys.
   *
   * @throws IOException when a line is no key; the message names it
   */
  public static UpdateKeys read(Path file) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    if (Files.exists(file)) {
      int number = 0;
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        String key = line.strip();
        if (!key.isEmpty() && !key.startsWith("#")) {
          keys.add(key(key, file + ", line " + number));
        }
      }
    }
    return new UpdateKeys(keys);
  }

  /** Whether there is none: then nothing can be installed. */
  public boolean none() {
    return keys.isEmpty();
  }

  /** Whether one of the keys signed that this version is the package of this hash. */
  public boolean signed(String version, String sha256, byte[] signature) {
    for (PublicKey key : keys) {
      try {
        Signature check = Signature.getInstance(ALGORITHM);
        check.initVerify(key);
        check.update(statement(version, sha256));
        if (check.verify(signature)) {
          return true;
        }
      } catch (GeneralSecurityException e) {
        // A signature of another length or form is a wrong one.
        continue;
      }
    }
    return false;
  }

  /** What is signed: the version too, or an old package could be offered under a new number. */
  static byte[] statement(String version, String sha256) {
    return ("kefu-agent-update\n" + version + "\n" + sha256 + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static PublicKey key(String base64, String where) throws IOException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(where + " is no public key: copy what update-key printed", e);
    }
  }
}
