package io.kefu.rag.knowledge;

import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.text.TextNormalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Says which texts of an entry get a vector, and which of them get vectors of their tokens. Pure.
 */
public final class EntryVectorizer {

  /**
   * A text to embed.
   *
   * @param normalized the text
   * @param withTokens whether its tokens are compared too
   */
  public record Text(String normalized, boolean withTokens) {}

  private EntryVectorizer() {}

  /**
   * The texts to embed: summary, content, then one a question. The content's tokens stand in the
   * summary already.
   */
  public static List<Text> texts(KnowledgeEntry entry) {
    List<Text> texts = new ArrayList<>();
    texts.add(new Text(TextNormalizer.normalize(entry.summaryText()), true));
    texts.add(new Text(TextNormalizer.normalize(entry.content()), false));
    entry.questions().forEach(way -> texts.add(new Text(TextNormalizer.normalize(way), true)));
    return texts;
  }

  /**
   * An entry with its vectors.
   *
   * @param embedded what the model made of a normalised text, with its tokens where they are wanted
   */
  public static VectorizedEntry vectorize(
      KnowledgeEntry entry, Function<String, Embedded> embedded) {
    List<Embedded> all =
        texts(entry).stream().map(text -> embedded.apply(text.normalized())).toList();
    List<Embedded> questions = all.subList(2, all.size());
    return new VectorizedEntry(
        entry,
        questions.stream().map(Embedded::vector).toList(),
        all.getFirst().vector(),
        all.get(1).vector(),
        all.getFirst().tokens(),
        TokenVectors.joined(questions.stream().map(Embedded::tokens).toList()));
  }
}
