package io.kefu.agent.update;

import io.kefu.agent.boot.Versions;
import io.kefu.agent.json.Json;
import io.kefu.agent.store.OwnerOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The tools of whoever publishes versions; they run on his machine, not on customers'. */
public final class SignUpdate {

  private static final String HEAD = "-----BEGIN PRIVATE KEY-----";
  private static final String TAIL = "-----END PRIVATE KEY-----";

  private SignUpdate() {}

  /**
   * Makes a key pair: the private key into a file of its owner's.
   *
   * @return the line for {@code update-keys.txt}
   * @throws IOException when there is a file already, or it cannot be written
   */
  public static String newKey(Path to) throws IOException {
    if (Files.exists(to)) {
      throw new IOException(to + " is there already: a key is never overwritten");
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance(UpdateKeys.ALGORITHM).generateKeyPair();
      String body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
      OwnerOnly.replace(
          to, (HEAD + "\n" + body + "\n" + TAIL + "\n").getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no Ed25519: use 17 or newer", e);
    }
  }

  /**
   * Packs and signs a program.
   *
   * @return the arguments of the command {@code update}, without where the package is
   * @throws IOException when something cannot be read or written; the message names it
   */
  public static String sign(Path jar, Path key, Path to) throws IOException {
    String version = PackageFile.versionOf(jar);
    if (ReleaseVersion.of(version).isEmpty()) {
      throw new IOException("version " + version + " cannot be published: it must look like 1.4.2");
    }
    pack(jar, to);
    return statement(version, PackageFile.sha256(to), key);
  }

  static String statement(String version, String sha256, Path key) throws IOException {
    try {
      Signature signature = Signature.getInstance(UpdateKeys.ALGORITHM);
      signature.initSign(privateKey(key));
      signature.update(UpdateKeys.statement(version, sha256));
      Map<String, Object> args = new LinkedHashMap<>();
      args.put("version", version);
      args.put("sha256", sha256);
      args.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
      return Json.write(args);
    } catch (GeneralSecurityException e) {
      throw new IOException(key + " is no Ed25519 private key: make one with update-key", e);
    }
  }

  private static void pack(Path jar, Path to) throws IOException {
    try (OutputStream file = Files.newOutputStream(to);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry(Versions.JAR));
      Files.copy(jar, zip);
      zip.closeEntry();
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String body = text.replace(HEAD, "").replace(TAIL, "");
    try {
      return KeyFactory.getInstance(UpdateKeys.ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no base64", e);
    }
  }
}
