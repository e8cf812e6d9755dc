package io.kefu.rag.embedding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/**
 * Vectors of a text's tokens, each of length one before it was rounded to one byte a value.
 * Immutable.
 */
public final class TokenVectors {

  /** A text without tokens, or a model that gives none. */
  public static final TokenVectors NONE = new TokenVectors(new byte[0][]);

  /** What a value of one is written as; all vectors have the same length, so one scale does. */
  private static final int ONE = 127;

  private final byte[][] values;

  private TokenVectors(byte[][] values) {
    this.values = values;
  }

  /** Rounds vectors of length one. */
  public static TokenVectors of(float[]... tokens) {
    byte[][] values = new byte[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      values[t] = new byte[tokens[t].length];
      for (int d = 0; d < tokens[t].length; d++) {
        values[t][d] = (byte) Math.clamp(Math.round(tokens[t][d] * ONE), -ONE, ONE);
      }
    }
    return tokens.length == 0 ? NONE : new TokenVectors(values);
  }

  /** The tokens of several texts, as if they were one. */
  public static TokenVectors joined(List<TokenVectors> texts) {
    return texts.size() == 1
        ? texts.getFirst()
        : new TokenVectors(
            texts.stream().flatMap(text -> Arrays.stream(text.values)).toArray(byte[][]::new));
  }

  /** Number of tokens. */
  public int size() {
    return values.length;
  }

  /** Length of each vector; 0 when there is none. */
  public int dimensions() {
    return values.length == 0 ? 0 : values[0].length;
  }

  /**
   * For each of these tokens its cosine with the likest of others.
   *
   * @param others tokens of the same model, at least one
   */
  public double[] nearest(TokenVectors others) {
    double[] nearest = new double[values.length];
    for (int t = 0; t < values.length; t++) {
      int most = Integer.MIN_VALUE;
      for (byte[] other : others.values) {
        most = Math.max(most, VectorUtil.dotProduct(values[t], other));
      }
      nearest[t] = Math.min(1, most / (double) (ONE * ONE));
    }
    return nearest;
  }

  /** Memory, in bytes, roughly. */
  public int bytes() {
    return 32 + values.length * (dimensions() + 20);
  }

  /** Length of the vectors in two bytes, then the values; {@link #fromBytes} reads it. */
  public byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(2 + values.length * dimensions());
    buffer.putShort((short) dimensions());
    for (byte[] token : values) {
      buffer.put(token);
    }
    return buffer.array();
  }

  /** Reads what {@link #toBytes} wrote, up to the buffer's limit. */
  public static TokenVectors fromBytes(ByteBuffer buffer) {
    int dimensions = buffer.getShort();
    if (dimensions == 0) {
      return NONE;
    }
    byte[][] values = new byte[buffer.remaining() / dimensions][dimensions];
    for (byte[] token : values) {
      buffer.get(token);
    }
    return new TokenVectors(values);
  }
}
