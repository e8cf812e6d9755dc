package io.kefu.rag.index;

import io.kefu.rag.text.Homophones;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * Rights what was typed by sound: a pair of characters that is no word and that no entry has, and
 * that sounds like a word which entries have, is taken for that word (保休期 → 保修期). Made for one
 * state of an index; immutable and thread-safe.
 */
final class Spelling {

  /**
   * Beyond this many terms nearly every pair stands somewhere, and looking through them is slow.
   */
  private static final long MOST_TERMS = 200_000;

  private static final int UTF8_PAIR = 6;

  private final Map<Integer, List<String>> words;

  private Spelling(Map<Integer, List<String>> words) {
    this.words = words;
  }

  /** Reads the words of an index. */
  static Spelling of(IndexReader reader) throws IOException {
    Map<Integer, List<String>> words = new HashMap<>();
    Map<String, Integer> holders = new HashMap<>();
    Terms terms = MultiTerms.getTerms(reader, Fields.TERMS);
    if (terms == null || sizeOf(reader) > MOST_TERMS) {
      return new Spelling(Map.of());
    }
    TermsEnum each = terms.iterator();
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      if (term.length != UTF8_PAIR) {
        continue;
      }
      String pair = term.utf8ToString();
      int sound = pair.length() == 2 ? Homophones.soundOf(pair.charAt(0), pair.charAt(1)) : -1;
      if (sound >= 0 && Homophones.isWord(pair)) {
        holders.put(pair, each.docFreq());
        words.computeIfAbsent(sound, none -> new ArrayList<>(1)).add(pair);
      }
    }
    words
        .values()
        .forEach(alike -> alike.sort(Comparator.comparingInt((String w) -> -holders.get(w))));
    return new Spelling(words);
  }

  /** 保休 is 保修 rather than 报修: people seldom mistype both characters. */
  private static String likest(List<String> alike, String typed) {
    for (String word : alike) {
      if (word.charAt(0) == typed.charAt(0) || word.charAt(1) == typed.charAt(1)) {
        return word;
      }
    }
    return alike.getFirst();
  }

  /** The question as it was meant; the same text when nothing in it looks mistyped. */
  String correct(String normalized, IndexReader reader) throws IOException {
    if (words.isEmpty()) {
      return normalized;
    }
    StringBuilder corrected = new StringBuilder(normalized);
    for (int i = 0; i + 1 < corrected.length(); i++) {
      int sound = Homophones.soundOf(corrected.charAt(i), corrected.charAt(i + 1));
      List<String> alike = sound < 0 ? null : words.get(sound);
      if (alike == null) {
        continue;
      }
      String typed = corrected.substring(i, i + 2);
      String word = likest(alike, typed);
      boolean known =
          typed.equals(word)
              || Homophones.isWord(typed)
              || reader.docFreq(new Term(Fields.TERMS, typed)) > 0;
      if (!known && !isPartOfWord(corrected, i)) {
        corrected.replace(i, i + 2, word);
        i++;
      }
    }
    return corrected.toString();
  }

  /** 手机能 in 用手机能启动: its first character belongs to a word that stands there already. */
  private static boolean isPartOfWord(CharSequence text, int at) {
    return (at > 0 && Homophones.isWord(text.subSequence(at - 1, at + 1).toString()))
        || (at + 3 <= text.length()
            && Homophones.isWord(text.subSequence(at + 1, at + 3).toString()));
  }

  private static long sizeOf(IndexReader reader) throws IOException {
    long size = 0;
    for (var leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(Fields.TERMS);
      size += terms == null ? 0 : Math.max(0, terms.size());
    }
    return size;
  }
}
