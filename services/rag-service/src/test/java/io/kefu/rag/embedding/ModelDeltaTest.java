package io.kefu.rag.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.rag.embedding.Embedder.EmbeddingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDeltaTest {

  private static final byte[] BASE = "the weights of a model".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TUNED = "the tuned weights!".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Path base;
  private Path result;

  @BeforeEach
  void files() throws IOException {
    base = folder.resolve("base");
    result = folder.resolve("result");
    Files.write(base, BASE);
  }

  @Test
  void resultIsMadeOfTheBaseAndWhatWasChanged() throws Exception {
    apply(delta(BASE, TUNED, 4, 7));

    assertThat(result).hasBinaryContent(TUNED);
  }

  @Test
  void deltaOfAnotherModelIsRefused() throws Exception {
    byte[] delta = delta("another model".getBytes(StandardCharsets.UTF_8), TUNED, 4, 7);

    assertThatThrownBy(() -> apply(delta))
        .isInstanceOf(EmbeddingException.class)
        .hasMessageContaining("made for another model");
  }

  @Test
  void pieceOutsideTheBaseIsRefused() throws Exception {
    for (long place : new long[] {-1, BASE.length - 6, Long.MAX_VALUE}) {
      byte[] delta = delta(BASE, TUNED, place, 7);

      assertThatThrownBy(() -> apply(delta))
          .isInstanceOf(EmbeddingException.class)
          .hasMessageContaining("outside the base");
    }
  }

  @Test
  void pieceThatDoesNotFitIsRefused() throws Exception {
    for (int size : new int[] {-1, 20, Integer.MAX_VALUE}) {
      byte[] delta = delta(BASE, TUNED, 4, size);

      assertThatThrownBy(() -> apply(delta))
          .isInstanceOf(EmbeddingException.class)
          .hasMessageContaining("does not fit");
    }
  }

  @Test
  void damageAnywhereIsNoticed() throws Exception {
    byte[] delta = delta(BASE, TUNED, 4, 7);
    for (int place = 0; place < delta.length; place++) {
      byte[] damaged = delta.clone();
      damaged[place] ^= 0x55;

      assertThatThrownBy(() -> apply(damaged)).isInstanceOf(EmbeddingException.class);
    }
  }

  @Test
  void deltaThatWasCutOffIsNoticed() throws Exception {
    byte[] delta = delta(BASE, TUNED, 4, 7);
    for (int length = 0; length < delta.length; length++) {
      byte[] cut = Arrays.copyOf(delta, length);

      assertThatThrownBy(() -> apply(cut)).isInstanceOf(EmbeddingException.class);
    }
  }

  private void apply(byte[] delta) throws IOException {
    ModelDelta.apply(base, new ByteArrayInputStream(delta), result);
  }

  /** "the tuned ", "weights" from the base (place 4), "!". */
  private static byte[] delta(byte[] base, byte[] tuned, long place, int size) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBytes("KFD1");
      out.writeLong(tuned.length);
      out.write(MessageDigest.getInstance("SHA-256").digest(base));
      out.write(MessageDigest.getInstance("SHA-256").digest(tuned));
      out.writeByte(0);
      out.writeInt(10);
      out.write(tuned, 0, 10);
      out.writeByte(1);
      out.writeLong(place);
      out.writeInt(size);
      out.writeByte(0);
      out.writeInt(1);
      out.write(tuned, 17, 1);
      out.writeByte(2);
    }
    return bytes.toByteArray();
  }
}
