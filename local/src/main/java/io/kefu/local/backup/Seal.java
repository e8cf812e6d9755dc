package io.kefu.local.backup;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;

/**
 * Encryption in the format of age (age-encryption.org/v1): to a public key, so that who makes
 * backups cannot read them, and readable by the program {@code age}, so that nobody depends on us.
 */
final class Seal {

  /**
   * A pair of keys.
   *
   * @param recipient public: {@code age1…}
   * @param identity secret: {@code AGE-SECRET-KEY-1…}
   */
  record Keys(String recipient, String identity) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "Keys[recipient=" + recipient + "]";
    }
  }

  private Seal() {}

  /** A new pair. */
  static Keys newKeys() {
    try {
      KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
      return new Keys(
          new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII),
          new String(pair.getPrivate().getEncoded(), StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is written is encrypted to the recipient; close it to end it. */
  static OutputStream sealing(OutputStream to, String recipient) throws IOException {
    try {
      RecipientStanzaWriter writer =
          X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
      return Channels.newOutputStream(
          new StandardEncryptingChannelFactory()
              .newEncryptingChannel(Channels.newChannel(to), List.of(writer)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BackupException(
          "The recipient must be a public key of age (age1…): " + e.getMessage(), e);
    }
  }

  /** What was encrypted, in the open; fails at the first byte that was changed. */
  static InputStream opening(InputStream from, String identity) throws IOException {
    try {
      RecipientStanzaReader reader =
          X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity);
      return Channels.newInputStream(
          new StandardDecryptingChannelFactory()
              .newDecryptingChannel(Channels.newChannel(from), List.of(reader)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BackupException(
          "It cannot be decrypted: the identity is not the one it was made for, or the object was"
              + " changed.",
          e);
    }
  }
}
