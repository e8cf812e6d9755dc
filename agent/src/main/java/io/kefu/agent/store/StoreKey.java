package io.kefu.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key of the encrypted stores: made once, kept in a file that only the owner reads, and sealed
 * by DPAPI on Windows so that the file alone is worth nothing on another PC.
 */
public final class StoreKey {

  private static final String PLAIN = "plain:";
  private static final String SEALED = "dpapi:";

  private StoreKey() {}

  /**
   * Reads the key, making it on the first run.
   *
   * @param file where it is kept
   * @param random source of a new key
   * @throws IOException when it cannot be read; the message says what to do
   */
  public static byte[] load(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] key = new byte[RecordCipher.KEY_BYTES];
      random.nextBytes(key);
      write(file, key);
      return key;
    }
    OwnerOnly.file(file);
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    byte[] key = decode(file, text);
    if (key.length != RecordCipher.KEY_BYTES) {
      throw broken(file);
    }
    return key;
  }

  private static byte[] decode(Path file, String text) throws IOException {
    try {
      if (text.startsWith(PLAIN)) {
        return Base64.getDecoder().decode(text.substring(PLAIN.length()));
      }
      if (text.startsWith(SEALED)) {
        return Dpapi.unseal(Base64.getDecoder().decode(text.substring(SEALED.length())));
      }
    } catch (IllegalArgumentException e) {
      throw broken(file);
    }
    throw broken(file);
  }

  private static void write(Path file, byte[] key) throws IOException {
    String text =
        Dpapi.available()
            ? SEALED + Base64.getEncoder().encodeToString(Dpapi.seal(key))
            : PLAIN + Base64.getEncoder().encodeToString(key);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OwnerOnly.file(part);
      channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static IOException broken(Path file) {
    return new IOException(
        "the store key "
            + file
            + " is damaged. Restore it from a backup; or move it and the queue and ledger folders"
            + " away to begin anew: messages not yet delivered are lost then");
  }
}
