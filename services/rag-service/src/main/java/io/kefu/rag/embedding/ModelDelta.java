package io.kefu.rag.embedding;

import io.kefu.rag.embedding.Embedder.EmbeddingException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Makes a model out of another one and what was changed in it: the tuned model shares all its large
 * matrices with the one in the jar, so a twentieth of the weights is kept beside it instead of a
 * second copy. Big-endian: {@code KFD1}; length of the result (int64); SHA-256 of the base, and of
 * the result; then pieces, each 0 with its length (int32) and its bytes, or 1 with a place in the
 * base (int64) and a length (int32); 2 ends it. Works from file to file: no model is ever in the
 * heap.
 */
final class ModelDelta {

  /** A result longer than this is no model of ours. */
  private static final long LONGEST = 256L << 20;

  private static final int MAGIC = 0x4B464431;
  private static final int HASH = 32;
  private static final int CHUNK = 64 << 10;

  private static final int LITERAL = 0;
  private static final int COPY = 1;
  private static final int END = 2;

  private ModelDelta() {}

  /**
   * Writes the result.
   *
   * @param base file of the model that the delta was made against
   * @param delta the delta; not closed
   * @param result file to write; what is there is written over
   * @throws EmbeddingException when the delta is damaged or of another base; the result is then
   *     worth nothing
   * @throws IOException when a file cannot be read or written
   */
  static void apply(Path base, InputStream delta, Path result) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(delta, CHUNK));
    try {
      if (in.readInt() != MAGIC) {
        throw damaged("it does not begin as one");
      }
      long length = in.readLong();
      if (length < 0 || length > LONGEST) {
        throw damaged("its result would have " + length + " bytes");
      }
      byte[] baseHash = hash(in);
      final byte[] resultHash = hash(in);
      if (!Arrays.equals(baseHash, hashOf(base))) {
        throw damaged("it was made for another model");
      }
      MessageDigest written = sha256();
      try (RandomAccessFile source = new RandomAccessFile(base.toFile(), "r");
          OutputStream out =
              new DigestOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(result), CHUNK), written)) {
        pieces(in, source, out, length);
      }
      if (!Arrays.equals(resultHash, written.digest())) {
        throw damaged("its result is not what was tuned");
      }
    } catch (EOFException e) {
      throw damaged("it ends too early");
    }
  }

  private static void pieces(
      DataInputStream in, RandomAccessFile source, OutputStream out, long length)
      throws IOException {
    long left = length;
    for (int kind = in.readUnsignedByte(); kind != END; kind = in.readUnsignedByte()) {
      if (kind != LITERAL && kind != COPY) {
        throw damaged("it has a piece of an unknown kind");
      }
      long place = kind == COPY ? in.readLong() : 0;
      int size = in.readInt();
      if (size < 0 || size > left) {
        throw damaged("a piece does not fit into its result");
      }
      if (kind == COPY && (place < 0 || place > source.length() - size)) {
        throw damaged("a piece lies outside the base");
      }
      left -= size;
      if (kind == COPY) {
        source.seek(place);
        transfer(source::readFully, size, out);
      } else {
        transfer(in::readFully, size, out);
      }
    }
    if (left != 0) {
      throw damaged("its result is too short");
    }
  }

  /** Fills a part of an array or fails. */
  private interface Source {
    void read(byte[] into, int from, int length) throws IOException;
  }

  private static void transfer(Source source, int size, OutputStream out) throws IOException {
    byte[] chunk = new byte[Math.min(size, CHUNK)];
    for (int left = size; left > 0; left -= chunk.length) {
      int length = Math.min(left, chunk.length);
      source.read(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }

  private static byte[] hash(DataInputStream in) throws IOException {
    byte[] hash = new byte[HASH];
    in.readFully(hash);
    return hash;
  }

  private static byte[] hashOf(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static EmbeddingException damaged(String why) {
    return new EmbeddingException("the tuned model's delta cannot be used: " + why, null);
  }
}
