package io.kefu.agent.attachment;

import io.kefu.agent.log.Log;
import io.kefu.agent.store.OwnerOnly;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.wechat.KeptFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files on the disk, sealed with AES-256-GCM in chunks under the key of the queue: what a customer
 * sends is no more readable than what he writes, and a large file is never in memory. Thread-safe.
 */
public final class AttachmentStore {

  /** What the gateway takes in. */
  static final long MAX_FILE = 10_000_000;

  private static final Log LOG = Log.of(AttachmentStore.class);

  /** Of all files together. */
  private static final long MAX_ALL = 200L * 1024 * 1024;

  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int CHUNK = 64 * 1024;
  private static final int KEY_BYTES = 16;

  private final Path folder;
  private final byte[] key;
  private final SecureRandom random;

  /**
   * Opens the store and clears away what no message can wait for any more.
   *
   * @param key of the encrypted stores
   * @param now files older than the queue's retention go
   */
  public AttachmentStore(Path folder, byte[] key, SecureRandom random, Instant now)
      throws IOException {
    this.folder = OwnerOnly.folder(folder);
    this.key = key.clone();
    this.random = random;
    for (Path file : files()) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(RETENTION))) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Keeps a file.
   *
   * @param name what it is called
   * @param type its media type
   * @return empty when it is empty, too large, or there is no room: the message goes without it
   * @throws IOException when it cannot be read or written
   */
  public Optional<KeptFile> keep(InputStream content, String name, String type) throws IOException {
    if (used() + MAX_FILE > MAX_ALL) {
      LOG.warn("attachment.no_room", "do", "the gateway is not reached; older files must go first");
      return Optional.empty();
    }
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    Path file = folder.resolve(id);
    boolean kept = false;
    try {
      Optional<KeptFile> written = write(content, name, type, id, file);
      kept = written.isPresent();
      return written;
    } finally {
      if (!kept) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The bytes of a kept file. */
  public InputStream open(KeptFile file) throws IOException {
    return new Opened(file.key());
  }

  /** A file is no longer needed. */
  public void forget(KeptFile file) {
    try {
      Files.deleteIfExists(path(file.key()));
    } catch (IOException e) {
      LOG.debug("attachment.not_deleted", "reason", Log.reason(e));
    }
  }

  private Optional<KeptFile> write(
      InputStream content, String name, String type, String id, Path file) throws IOException {
    RecordCipher cipher = new RecordCipher(key, random);
    MessageDigest digest = sha256();
    long size = 0;
    try (FileOutputStream raw = new FileOutputStream(file.toFile());
        DataOutputStream out = new DataOutputStream(raw)) {
      OwnerOnly.file(file);
      long number = 0;
      for (byte[] chunk = content.readNBytes(CHUNK);
          chunk.length > 0;
          chunk = content.readNBytes(CHUNK)) {
        size += chunk.length;
        if (size > MAX_FILE) {
          LOG.warn("attachment.too_large", "bytes_more_than", MAX_FILE);
          return Optional.empty();
        }
        digest.update(chunk);
        byte[] sealed = cipher.seal(id, 0, number++, chunk);
        out.writeInt(sealed.length);
        out.write(sealed);
      }
      out.flush();
      raw.getFD().sync();
    }
    return size == 0
        ? Optional.empty()
        : Optional.of(
            new KeptFile(id, name, type, size, HexFormat.of().formatHex(digest.digest())));
  }

  private long used() throws IOException {
    long sum = 0;
    for (Path file : files()) {
      sum += Files.size(file);
    }
    return sum;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }

  private Path path(String id) {
    if (!id.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("no key of a kept file");
    }
    return folder.resolve(id);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Opens chunk by chunk. */
  private final class Opened extends InputStream {

    private final String id;
    private final DataInputStream in;
    private final RecordCipher cipher = new RecordCipher(key, random);
    private byte[] chunk = new byte[0];
    private int at;
    private long number;

    Opened(String id) throws IOException {
      this.id = id;
      this.in = new DataInputStream(Files.newInputStream(path(id)));
    }

    @Override
    public int read() throws IOException {
      return more() ? chunk[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (!more()) {
        return -1;
      }
      int count = Math.min(length, chunk.length - at);
      System.arraycopy(chunk, at, into, offset, count);
      at += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    private boolean more() throws IOException {
      while (at == chunk.length) {
        int length;
        try {
          length = in.readInt();
        } catch (EOFException e) {
          return false;
        }
        if (length < RecordCipher.OVERHEAD || length > CHUNK + RecordCipher.OVERHEAD) {
          throw new IOException("the kept file is damaged");
        }
        try {
          chunk = cipher.open(id, 0, number++, in.readNBytes(length));
        } catch (GeneralSecurityException e) {
          throw new IOException("the kept file is damaged", e);
        }
        at = 0;
      }
      return true;
    }
  }
}
