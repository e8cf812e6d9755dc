package io.kefu.local.backup;

import io.kefu.local.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Streams in an object store: compressed, encrypted and cut into objects of bounded size, so that
 * neither memory nor the disk needs room for a whole table.
 */
final class Archive {

  /** Writes data, or reads it. */
  interface Work<S> {
    void with(S stream) throws IOException;
  }

  /**
   * What was written.
   *
   * @param objects names in order
   * @param bytes of the data
   * @param sha256 of the data
   */
  record Written(List<String> objects, long bytes, String sha256) {}

  private static final int BUFFER = 64 * 1024;

  private final ObjectStore store;
  private final long objectBytes;

  /**
   * Uses a store.
   *
   * @param objectBytes size of an object at most
   */
  Archive(ObjectStore store, long objectBytes) {
    this.store = store;
    this.objectBytes = objectBytes;
  }

  /** Writes a stream under a name. */
  Written write(String name, String recipient, Work<OutputStream> work) throws IOException {
    MessageDigest digest = sha256();
    long[] bytes = new long[1];
    Cut cut = new Cut(name);
    try (cut;
        OutputStream sealed = Seal.sealing(cut, recipient);
        OutputStream packed = new GZIPOutputStream(sealed, BUFFER);
        OutputStream counted =
            new DigestOutputStream(packed, digest) {
              @Override
              public void write(byte[] data, int from, int length) throws IOException {
                super.write(data, from, length);
                bytes[0] += length;
              }

              @Override
              public void write(int one) throws IOException {
                super.write(one);
                bytes[0]++;
              }
            }) {
      try {
        work.with(counted);
      } catch (IOException | RuntimeException e) {
        cut.abandon();
        throw e;
      }
    }
    return new Written(
        List.copyOf(cut.objects), bytes[0], HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Reads a stream to its end.
   *
   * @param sha256 what it must be; null for one that is not known
   * @throws BackupException when it cannot be decrypted or is another one
   */
  void read(List<String> objects, String identity, String sha256, Work<InputStream> work)
      throws IOException {
    MessageDigest digest = sha256();
    try (InputStream all = new SequenceInputStream(opened(objects.iterator()));
        InputStream open = Seal.opening(new BufferedInputStream(all, BUFFER), identity);
        InputStream data = new DigestInputStream(new GZIPInputStream(open, BUFFER), digest)) {
      work.with(data);
      data.transferTo(OutputStream.nullOutputStream());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (sha256 != null && !sha256.equals(HexFormat.of().formatHex(digest.digest()))) {
      throw new BackupException("The data of " + objects + " is not what was backed up.");
    }
  }

  /** Writes a value. */
  void writeJson(String name, String recipient, Object value) throws IOException {
    write(name, recipient, out -> out.write(Json.MAPPER.writeValueAsBytes(value)));
  }

  /** Reads a value. */
  <T> T readJson(List<String> objects, String identity, Class<T> type) throws IOException {
    List<T> read = new ArrayList<>(1);
    read(objects, identity, null, in -> read.add(Json.MAPPER.readValue(in.readAllBytes(), type)));
    return read.getFirst();
  }

  private Enumeration<InputStream> opened(Iterator<String> objects) {
    return new Enumeration<>() {
      @Override
      public boolean hasMoreElements() {
        return objects.hasNext();
      }

      @Override
      public InputStream nextElement() {
        try {
          return store.open(objects.next());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fills one temporary file after the other and stores each when it is full. */
  private final class Cut extends OutputStream {

    private final String name;
    private final List<String> objects = new ArrayList<>();
    private Path file;
    private OutputStream out;
    private long written;
    private boolean abandoned;

    private Cut(String name) {
      this.name = name;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] data, int from, int length) throws IOException {
      int next = from;
      int left = length;
      while (left > 0) {
        if (out == null) {
          file = Files.createTempFile("kefu-backup-", ".part");
          out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
          written = 0;
        }
        int now = (int) Math.min(left, objectBytes - written);
        out.write(data, next, now);
        written += now;
        next += now;
        left -= now;
        if (written == objectBytes) {
          store();
        }
      }
    }

    /** Half a stream is never stored. */
    private void abandon() {
      abandoned = true;
    }

    private void store() throws IOException {
      if (out == null) {
        return;
      }
      out.close();
      out = null;
      try {
        if (abandoned) {
          return;
        }
        String object = "%s.%05d.gz.age".formatted(name, objects.size() + 1);
        store.put(object, file);
        objects.add(object);
      } finally {
        Files.deleteIfExists(file);
      }
    }

    @Override
    public void close() throws IOException {
      store();
    }
  }
}
