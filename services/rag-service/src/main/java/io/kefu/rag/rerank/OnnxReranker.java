package io.kefu.rag.rerank;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.kefu.rag.embedding.WordPiece;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cross-encoder of the operator's, run in this process by ONNX Runtime, one text at a time: texts
 * of one length are rare, and filling up costs as much. Vocabularies of word pieces only;
 * SentencePiece, as XLM-RoBERTa and with it most bge-rerankers have, is refused at start.
 */
final class OnnxReranker implements Reranker, AutoCloseable {

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final WordPiece tokenizer;
  private final int maxTokens;
  private final boolean lowerCase;
  private final boolean typed;

  /**
   * Loads a model.
   *
   * @throws RerankException when model and vocabulary are not what can be used here
   */
  OnnxReranker(RerankConfig config) {
    this.tokenizer = new WordPiece(vocabulary(config.vocabulary()));
    this.maxTokens = config.maxTokens();
    this.lowerCase = config.lowerCase();
    Path model = config.model().orElseThrow();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(config.threads());
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      this.session = environment.createSession(model.toString(), options);
    } catch (OrtException e) {
      throw new RerankException(
          "kefu.rag.rerank.model cannot be loaded as an ONNX model: " + model, e);
    }
    Set<String> inputs = session.getInputNames();
    this.typed = inputs.contains(TYPES);
    if (!inputs.containsAll(Set.of(IDS, MASK)) || inputs.size() != (typed ? 3 : 2)) {
      close();
      throw new RerankException(
          "kefu.rag.rerank.model needs the inputs input_ids, attention_mask and perhaps"
              + " token_type_ids, but has "
              + inputs);
    }
  }

  @Override
  public double[] scores(String question, List<String> texts) {
    double[] scores = new double[texts.size()];
    for (int i = 0; i < scores.length; i++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new RerankException("nobody waits for the scores any more");
      }
      scores[i] = score(question, texts.get(i));
    }
    return scores;
  }

  private double score(String question, String text) {
    // A question may take half of the room; the rest is the text's.
    long[] first = tokenizer.encode(cased(question), maxTokens / 2);
    long[] second = tokenizer.encode(cased(text), maxTokens - first.length + 1);
    long[] ids = Arrays.copyOf(first, first.length + second.length - 1);
    System.arraycopy(second, 1, ids, first.length, second.length - 1);
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    long[] types = new long[ids.length];
    Arrays.fill(types, first.length, types.length, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor typeTensor =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(types), shape)) {
      Map<String, OnnxTensor> inputs = new HashMap<>(Map.of(IDS, idTensor, MASK, maskTensor));
      if (typed) {
        inputs.put(TYPES, typeTensor);
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return probability(((OnnxTensor) result.get(0)).getFloatBuffer());
      }
    } catch (OrtException | ClassCastException e) {
      throw new RerankException("the reranking model failed", e);
    }
  }

  /** One logit, or one each for "no" and "yes". */
  private static double probability(FloatBuffer logits) {
    if (logits == null || logits.remaining() < 1 || logits.remaining() > 2) {
      throw new RerankException("the reranking model gives no one or two logits a text");
    }
    double logit = logits.remaining() == 1 ? logits.get(0) : logits.get(1) - logits.get(0);
    return 1 / (1 + Math.exp(-logit));
  }

  private String cased(String text) {
    return lowerCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static Map<String, Integer> vocabulary(Optional<Path> file) {
    Path path =
        file.orElseThrow(
            () ->
                new RerankException(
                    "kefu.rag.rerank.model needs kefu.rag.rerank.vocabulary beside it"));
    try {
      List<String> pieces = Files.readAllLines(path);
      Map<String, Integer> vocabulary = new HashMap<>();
      for (int i = 0; i < pieces.size(); i++) {
        vocabulary.put(pieces.get(i), i);
      }
      if (vocabulary.keySet().containsAll(Set.of("[UNK]", "[CLS]", "[SEP]"))) {
        return vocabulary;
      }
    } catch (CharacterCodingException e) {
      // Not even text: as good as one without word pieces.
    } catch (IOException e) {
      throw new RerankException("kefu.rag.rerank.vocabulary cannot be read: " + path, e);
    }
    throw new RerankException(
        "kefu.rag.rerank.vocabulary must be a vocab.txt of word pieces with [UNK], [CLS] and [SEP];"
            + " SentencePiece (XLM-RoBERTa, bge-reranker) is not supported: "
            + path);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new RerankException("the reranking model could not be closed", e);
    }
  }
}
