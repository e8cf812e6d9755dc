package io.kefu.rag.rerank;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a cross-encoder that the operator brings along; without a model nothing is reranked.
 */
@ConfigMapping(prefix = "kefu.rag.rerank")
public interface RerankConfig {

  /** ONNX file: {@code input_ids, attention_mask[, token_type_ids]} to one or two logits a text. */
  Optional<Path> model();

  /** Its vocabulary: a {@code vocab.txt} of word pieces, one a line. */
  Optional<Path> vocabulary();

  /** Whether texts are lower-cased before they are split, as most such vocabularies want. */
  @WithDefault("true")
  boolean lowerCase();

  /** How many of the best entries are looked at. */
  @WithDefault("8")
  int top();

  /** What is not there by then is done without: the order stays, and the result says degraded. */
  @WithDefault("1500ms")
  Duration timeout();

  /** Tokens of question and text together; the text is cut. */
  @WithDefault("256")
  int maxTokens();

  /** Threads of the model. */
  @WithDefault("1")
  int threads();
}
