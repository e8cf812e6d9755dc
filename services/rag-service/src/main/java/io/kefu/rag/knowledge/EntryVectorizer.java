package io.kefu.rag.knowledge;

import io.kefu.rag.text.TextNormalizer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Says which texts of an entry get a vector. Pure. */
public final class EntryVectorizer {

  private EntryVectorizer() {}

  /** The normalised texts to embed: summary, content, then one a question. */
  public static List<String> texts(KnowledgeEntry entry) {
    return Stream.concat(
            Stream.of(entry.summaryText(), entry.content()), entry.questions().stream())
        .map(TextNormalizer::normalize)
        .toList();
  }

  /** An entry with its vectors. */
  public static VectorizedEntry vectorize(
      KnowledgeEntry entry, Function<String, float[]> vectorOf) {
    List<float[]> vectors = texts(entry).stream().map(vectorOf).toList();
    return new VectorizedEntry(
        entry, vectors.subList(2, vectors.size()), vectors.getFirst(), vectors.get(1));
  }
}
