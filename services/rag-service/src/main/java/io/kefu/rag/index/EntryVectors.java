package io.kefu.rag.index;

import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.knowledge.VectorizedEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The vectors of one entry, one byte a dimension with one scale a vector: a quarter of the memory
 * for an error of the cosine below one hundredth. First the summary, then the content, then one a
 * question; beside them the vectors of the tokens of the summary and of all questions. Immutable.
 */
public final class EntryVectors {

  /** An entry that was never embedded. */
  static final EntryVectors NONE =
      new EntryVectors(0, List.of(), List.of(), TokenVectors.NONE, TokenVectors.NONE);

  private final int dimensions;
  private final List<byte[]> values;
  private final List<Float> scales;
  private final TokenVectors summaryTokens;
  private final TokenVectors askedTokens;

  private EntryVectors(
      int dimensions,
      List<byte[]> values,
      List<Float> scales,
      TokenVectors summaryTokens,
      TokenVectors askedTokens) {
    this.dimensions = dimensions;
    this.values = values;
    this.scales = scales;
    this.summaryTokens = summaryTokens;
    this.askedTokens = askedTokens;
  }

  static EntryVectors of(VectorizedEntry entry) {
    if (!entry.isEmbedded()) {
      return NONE;
    }
    List<float[]> all = new ArrayList<>();
    all.add(entry.summary());
    all.add(entry.content());
    all.addAll(entry.questions());
    List<byte[]> values = new ArrayList<>();
    List<Float> scales = new ArrayList<>();
    for (float[] vector : all) {
      float scale = 0;
      for (float value : vector) {
        scale = Math.max(scale, Math.abs(value) / 127f);
      }
      byte[] bytes = new byte[vector.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.round(scale == 0 ? 0 : vector[i] / scale);
      }
      values.add(bytes);
      scales.add(scale);
    }
    return new EntryVectors(
        entry.summary().length,
        List.copyOf(values),
        List.copyOf(scales),
        entry.summaryTokens(),
        entry.askedTokens());
  }

  /** Whether there are vectors. */
  public boolean isPresent() {
    return !values.isEmpty();
  }

  /** Cosine of the first question with the answer. */
  public double summary(float[] query) {
    return cosine(0, query);
  }

  /** Cosine of the answer alone. */
  public double content(float[] query) {
    return cosine(1, query);
  }

  /** Cosine of the nearest way to ask; that of the summary when the entry has no question. */
  public double question(float[] query) {
    double best = -1;
    for (int i = 2; i < values.size(); i++) {
      best = Math.max(best, cosine(i, query));
    }
    return values.size() > 2 ? best : summary(query);
  }

  /** How alike two entries' answers are. */
  public double contentSimilarity(EntryVectors other) {
    if (!isPresent() || !other.isPresent()) {
      return 0;
    }
    byte[] a = values.get(1);
    byte[] b = other.values.get(1);
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum * (double) scales.get(1) * other.scales.get(1);
  }

  /** Tokens of the first question with the answer; none when the entry was embedded without. */
  public TokenVectors summaryTokens() {
    return summaryTokens;
  }

  /** Tokens of all ways to ask. */
  public TokenVectors askedTokens() {
    return askedTokens;
  }

  int bytes() {
    return 40 + values.size() * (dimensions + 40) + summaryTokens.bytes() + askedTokens.bytes();
  }

  /** Dimensions and number of vectors, these, then the tokens, those of the summary first. */
  byte[] toBytes() {
    byte[] summary = summaryTokens.toBytes();
    byte[] asked = askedTokens.toBytes();
    ByteBuffer buffer =
        ByteBuffer.allocate(12 + values.size() * (4 + dimensions) + summary.length + asked.length);
    buffer.putInt(dimensions).putInt(values.size());
    for (int i = 0; i < values.size(); i++) {
      buffer.putFloat(scales.get(i)).put(values.get(i));
    }
    buffer.putInt(summary.length).put(summary).put(asked);
    return buffer.array();
  }

  static EntryVectors fromBytes(byte[] bytes, int offset, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    int dimensions = buffer.getInt();
    int size = buffer.getInt();
    if (dimensions == 0) {
      return NONE;
    }
    List<byte[]> values = new ArrayList<>(size);
    List<Float> scales = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      scales.add(buffer.getFloat());
      byte[] vector = new byte[dimensions];
      buffer.get(vector);
      values.add(vector);
    }
    int summary = buffer.getInt();
    int end = buffer.limit();
    buffer.limit(buffer.position() + summary);
    TokenVectors summaryTokens = TokenVectors.fromBytes(buffer);
    buffer.limit(end);
    return new EntryVectors(
        dimensions,
        List.copyOf(values),
        List.copyOf(scales),
        summaryTokens,
        TokenVectors.fromBytes(buffer));
  }

  private double cosine(int index, float[] query) {
    byte[] vector = values.get(index);
    float sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += vector[i] * query[i];
    }
    return sum * scales.get(index);
  }
}
