package io.kefu.rag.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * bge-small-zh-v1.5, quantised to int8, run in this process by ONNX Runtime. The weights come from
 * a jar, so nothing is fetched at run time. As the model card asks, the vector is the first token's
 * ([CLS]), scaled to length one; a question that is compared with questions takes no instruction
 * prefix. About 5 ms of CPU for a question, 90 ms for 300 characters.
 */
public final class BgeSmallZh implements Embedder, AutoCloseable {

  /** Name under which vectors are stored; changes when the way they are made changes. */
  public static final String MODEL = "bge-small-zh-v1.5-q/cls/1";

  private static final int DIMENSIONS = 512;
  private static final int MAX_TOKENS = 512;
  private static final String WEIGHTS = "/bge-small-zh-v1.5-q.onnx";
  private static final String TOKENIZER = "/bge-small-zh-v1.5-q-tokenizer.json";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final WordPiece tokenizer;

  /**
   * Loads the model.
   *
   * @param threads threads for one text, at least 1
   * @throws EmbeddingException when the native runtime or the weights cannot be loaded
   */
  public BgeSmallZh(int threads) {
    this.tokenizer = new WordPiece(vocabulary());
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      this.session = open(options);
    } catch (OrtException | IOException e) {
      throw new EmbeddingException("the embedding model could not be loaded", e);
    }
  }

  /** From a file, which the runtime maps: as an array the weights stay in the heap's pages. */
  private OrtSession open(SessionOptions options) throws OrtException, IOException {
    Path file = Files.createTempFile("kefu-model", ".onnx");
    try (InputStream weights = resource(WEIGHTS)) {
      Files.copy(weights, file, StandardCopyOption.REPLACE_EXISTING);
      return environment.createSession(file.toString(), options);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public float[] embed(String normalized) {
    long[] ids = tokenizer.encode(normalized, MAX_TOKENS);
    long[] attention = new long[ids.length];
    Arrays.fill(attention, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(attention), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.RunOptions run = new OrtSession.RunOptions();
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types),
                withoutLeftovers(run))) {
      float[] first = new float[DIMENSIONS];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(first);
      return unit(first);
    } catch (OrtException e) {
      throw new EmbeddingException("the embedding model failed", e);
    }
  }

  /** A long passage takes 50 MB for a moment; without this the runtime would keep them. */
  private static OrtSession.RunOptions withoutLeftovers(OrtSession.RunOptions run)
      throws OrtException {
    run.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
    return run;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new EmbeddingException("the embedding model could not be closed", e);
    }
  }

  /** Token ids of a text; for the tests. */
  long[] tokens(String text) {
    return tokenizer.encode(text, MAX_TOKENS);
  }

  private static float[] unit(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    float scale = (float) (1 / Math.sqrt(Math.max(sum, 1e-24)));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  /** Reads {@code model.vocab}, passing over the rest. */
  private static Map<String, Integer> vocabulary() {
    Map<String, Integer> vocabulary = new HashMap<>();
    try (InputStream in = resource(TOKENIZER);
        JsonParser json = new JsonMapper().createParser(in)) {
      boolean found = false;
      while (!found && json.nextToken() != null) {
        found = json.currentToken() == JsonToken.FIELD_NAME && "vocab".equals(json.currentName());
      }
      if (!found || json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the tokenizer file has no vocabulary");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String piece = json.currentName();
        json.nextToken();
        vocabulary.put(piece, json.getIntValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vocabulary;
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = BgeSmallZh.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("missing on the class path: " + name);
    }
    return in;
  }
}
