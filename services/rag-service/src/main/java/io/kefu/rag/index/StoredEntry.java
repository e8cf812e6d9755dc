package io.kefu.rag.index;

import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextProfile;

/**
 * An entry as it stands in the index, ready to be compared with questions.
 *
 * @param key where it stands
 * @param version version of its document
 * @param entry the entry itself
 * @param terms terms of all its text
 * @param questionTerms terms of its questions; of all its text for a passage
 * @param exact codes and numbers of all its text
 * @param exactInQuestions codes and numbers of its questions; of all its text for a passage
 * @param vectors its vectors
 */
public record StoredEntry(
    EntryKey key,
    long version,
    KnowledgeEntry entry,
    TermSet terms,
    TermSet questionTerms,
    ExactTokens exact,
    ExactTokens exactInQuestions,
    EntryVectors vectors) {

  static StoredEntry of(EntryKey key, long version, KnowledgeEntry entry, EntryVectors vectors) {
    TextProfile full = TextProfile.of(entry.fullText());
    String asked =
        entry.questions().isEmpty() ? entry.title() : String.join(" ", entry.questions());
    TextProfile questions = TextProfile.of(asked);
    return new StoredEntry(
        key,
        version,
        entry,
        TermSet.of(full.indexTerms()),
        TermSet.of(questions.indexTerms()),
        full.exact(),
        questions.exact(),
        vectors);
  }

  /** Memory of this entry, in bytes, roughly. */
  int bytes() {
    return 400
        + 2 * entry.fullText().length()
        + terms.bytes()
        + questionTerms.bytes()
        + vectors.bytes();
  }
}
