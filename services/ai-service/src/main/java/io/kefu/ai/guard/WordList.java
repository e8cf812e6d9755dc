package io.kefu.ai.guard;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.ahocorasick.trie.Emit;
import org.ahocorasick.trie.Trie;

/**
 * Finds any of many words in one pass over the text (Aho-Corasick), whatever signs, widths or
 * capitals stand between or on the letters, in simplified characters or traditional ones. A short
 * word of Latin letters counts only as a whole word; a long one, such as pinyin, wherever it
 * stands. Immutable and thread-safe.
 */
public final class WordList {

  /** From here on letters in a row are no accident. */
  private static final int LONG_LATIN = 8;

  private final Trie loose;
  private final Trie whole;

  /** A list of these words; blank ones are left out. */
  public WordList(Collection<String> words) {
    List<String> bare =
        words.stream().map(Folding::bare).filter(word -> !word.isEmpty()).distinct().toList();
    this.loose =
        Trie.builder()
            .stopOnHit()
            .addKeywords(bare.stream().filter(word -> !isShortLatin(word)).toList())
            .build();
    this.whole =
        Trie.builder()
            .onlyWholeWords()
            .stopOnHit()
            .addKeywords(bare.stream().filter(WordList::isShortLatin).toList())
            .build();
  }

  /** One word of the list that the text holds. */
  public Optional<String> find(String text) {
    Emit hit = loose.firstMatch(Folding.bare(text));
    if (hit == null) {
      hit = whole.firstMatch(Folding.fold(text));
    }
    return Optional.ofNullable(hit).map(Emit::getKeyword);
  }

  private static boolean isShortLatin(String word) {
    return word.length() < LONG_LATIN && word.chars().allMatch(c -> c < 128);
  }
}
