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
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * bge-small-zh-v1.5, quantised to int8 and tuned on questions to businesses (docs/adr/0080), run in
 * this process by ONNX Runtime. The weights come from a jar and the delta beside this class, so
 * nothing is fetched at run time. The vector is the first token's ([CLS]), scaled to length one; a
 * question takes no instruction prefix. [CLS] and [SEP] are no tokens of a text.
 */
public final class BgeSmallZh implements Embedder, AutoCloseable {

  /** Name under which vectors are stored; changes when the way they are made changes. */
  public static final String MODEL = "bge-small-zh-v1.5-q+kefu-1/cls/1";

  private static final String PUBLISHED = "bge-small-zh-v1.5-q/cls/1";
  private static final int DIMENSIONS = 512;
  private static final int MAX_TOKENS = 512;
  private static final String WEIGHTS = "/bge-small-zh-v1.5-q.onnx";
  private static final String DELTA = "/io/kefu/rag/embedding/bge-small-zh-kefu-1.delta";
  private static final String TOKENIZER = "/bge-small-zh-v1.5-q-tokenizer.json";

  private static final String STATES = "last_hidden_state";
  private static final String TOKENS = "tokens";
  private static final String WEIGHTS_OF_TOKENS = "weights";
  private static final Set<String> VECTOR_ONLY = Set.of(STATES);
  private static final Set<String> EVERYTHING = Set.of(STATES, TOKENS, WEIGHTS_OF_TOKENS);

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final WordPiece tokenizer;
  private final boolean tuned;

  /**
   * Loads the model.
   *
   * @param threads threads for one text, at least 1
   * @throws EmbeddingException when the native runtime or the weights cannot be loaded
   */
  public BgeSmallZh(int threads) {
    this(threads, true);
  }

  /**
   * The same.
   *
   * @param tuned false: the model as it was published, without tokens; for comparing
   */
  public BgeSmallZh(int threads, boolean tuned) {
    this.tuned = tuned;
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
    Path base = Files.createTempFile("kefu-model", ".onnx");
    Path file = base;
    try (InputStream weights = resource(WEIGHTS)) {
      Files.copy(weights, base, StandardCopyOption.REPLACE_EXISTING);
      if (tuned) {
        file = Files.createTempFile("kefu-tuned-model", ".onnx");
        try (InputStream delta = resource(DELTA)) {
          ModelDelta.apply(base, delta, file);
        }
      }
      return environment.createSession(file.toString(), options);
    } finally {
      Files.deleteIfExists(base);
      Files.deleteIfExists(file);
    }
  }

  @Override
  public String model() {
    return tuned ? MODEL : PUBLISHED;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public Embedded embed(String normalized) {
    return run(normalized, tuned ? EVERYTHING : VECTOR_ONLY);
  }

  @Override
  public float[] vector(String normalized) {
    return run(normalized, VECTOR_ONLY).vector();
  }

  private Embedded run(String normalized, Set<String> outputs) {
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
                outputs,
                withoutLeftovers(run))) {
      float[] first = new float[DIMENSIONS];
      output(result, STATES).getFloatBuffer().get(first);
      return outputs.contains(TOKENS)
          ? new Embedded(unit(first), tokens(output(result, TOKENS)), weights(result))
          : Embedded.withoutTokens(unit(first));
    } catch (OrtException e) {
      throw new EmbeddingException("the embedding model failed", e);
    }
  }

  private static OnnxTensor output(OrtSession.Result result, String name) {
    return (OnnxTensor)
        result
            .get(name)
            .orElseThrow(() -> new EmbeddingException("the model has no output " + name, null));
  }

  /** All tokens but the first and the last, which stand for the text and its end. */
  private static TokenVectors tokens(OnnxTensor output) {
    long[] shape = output.getInfo().getShape();
    int tokens = (int) shape[1] - 2;
    int dimensions = (int) shape[2];
    FloatBuffer values = output.getFloatBuffer().position(dimensions);
    float[][] vectors = new float[tokens][dimensions];
    for (float[] vector : vectors) {
      values.get(vector);
    }
    return TokenVectors.of(vectors);
  }

  private static float[] weights(OrtSession.Result result) {
    FloatBuffer values = output(result, WEIGHTS_OF_TOKENS).getFloatBuffer().position(1);
    float[] weights = new float[values.remaining() - 1];
    values.get(weights);
    return weights;
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
