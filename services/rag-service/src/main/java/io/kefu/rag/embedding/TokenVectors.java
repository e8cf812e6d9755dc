package io.kefu.rag.embedding;

import java.io.ByteArrayOutputStream;
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
  public static final TokenVectors NONE = new TokenVectors(0, new byte[0]);

  /** What a value of one is written as; all vectors have the same length, so one scale does. */
  private static final int ONE = 127;

  private final int dimensions;

  /** One token after the other: an array a token would cost more than the values. */
  private final byte[] values;

  private TokenVectors(int dimensions, byte[] values) {
    this.dimensions = dimensions;
    this.values = values;
  }

  /** Rounds vectors of length one, all of the same dimensions. */
  public static TokenVectors of(float[]... tokens) {
    if (tokens.length == 0) {
      return NONE;
    }
    int dimensions = tokens[0].length;
    byte[] values = new byte[tokens.length * dimensions];
    int at = 0;
    for (float[] token : tokens) {
      for (float value : token) {
        values[at++] = (byte) Math.clamp(Math.round(value * ONE), -ONE, ONE);
      }
    }
    return new TokenVectors(dimensions, values);
  }

  /** The tokens of several texts of one model, as if they were one. */
  public static TokenVectors joined(List<TokenVectors> texts) {
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    int dimensions = 0;
    for (TokenVectors text : texts) {
      dimensions = Math.max(dimensions, text.dimensions);
      values.writeBytes(text.values);
    }
    return dimensions == 0 ? NONE : new TokenVectors(dimensions, values.toByteArray());
  }

  /** Number of tokens. */
  public int size() {
    return dimensions == 0 ? 0 : values.length / dimensions;
  }

  /** Length of each vector; 0 when there is none. */
  public int dimensions() {
    return dimensions;
  }

  /**
   * For each of these tokens its cosine with the likest of others.
   *
   * @param others tokens of the same model, at least one
   */
  public double[] nearest(TokenVectors others) {
    byte[][] own = new byte[size()][];
    for (int t = 0; t < own.length; t++) {
      own[t] = Arrays.copyOfRange(values, t * dimensions, (t + 1) * dimensions);
    }
    int[] most = new int[own.length];
    Arrays.fill(most, -ONE * ONE);
    byte[] other = new byte[dimensions];
    for (int at = 0; at < others.values.length; at += dimensions) {
      System.arraycopy(others.values, at, other, 0, dimensions);
      for (int t = 0; t < own.length; t++) {
        most[t] = Math.max(most[t], VectorUtil.dotProduct(own[t], other));
      }
    }
    return Arrays.stream(most)
        .mapToDouble(dot -> Math.min(1, dot / (double) (ONE * ONE)))
        .toArray();
  }

  /** Memory, in bytes, roughly. */
  public int bytes() {
    return 40 + values.length;
  }

  /** Length of the vectors in two bytes, then the values; {@link #fromBytes} reads it. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(2 + values.length).putShort((short) dimensions).put(values).array();
  }

  /** Reads what {@link #toBytes} wrote, up to the buffer's limit. */
  public static TokenVectors fromBytes(ByteBuffer buffer) {
    int dimensions = buffer.getShort();
    byte[] values = new byte[buffer.remaining()];
    buffer.get(values);
    return dimensions == 0 ? NONE : new TokenVectors(dimensions, values);
  }
}
