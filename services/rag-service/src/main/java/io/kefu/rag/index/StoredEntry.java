package io.kefu.rag.index;

import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.text.EntryParts;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextProfile;
import java.util.List;
import java.util.stream.Stream;

/**
 * An entry as it stands in the index, ready to be compared with questions.
 *
 * @param key where it stands
 * @param version version of its document
 * @param entry the entry itself
 * @param terms terms of all its text
 * @param questionTerms terms of its questions; of all its text for a passage
 * @param waysToAsk its questions without stop words; its title for a passage without any
 * @param exact its codes and numbers
 * @param vectors its vectors
 */
public record StoredEntry(
    EntryKey key,
    long version,
    KnowledgeEntry entry,
    TermSet terms,
    TermSet questionTerms,
    List<String> waysToAsk,
    EntryParts exact,
    EntryVectors vectors) {

  static StoredEntry of(EntryKey key, long version, KnowledgeEntry entry, EntryVectors vectors) {
    TextProfile full = TextProfile.of(entry.fullText());
    String asked =
        entry.questions().isEmpty() ? entry.title() : String.join(" ", entry.questions());
    TextProfile questions = TextProfile.of(asked);
    ExactTokens first =
        entry.questions().isEmpty()
            ? full.exact()
            : TextProfile.of(entry.questions().getFirst()).exact();
    ExactTokens content = TextProfile.of(entry.content()).exact();
    return new StoredEntry(
        key,
        version,
        entry,
        TermSet.of(
            Stream.concat(
                    full.indexTerms().stream(), full.subjects().stream().map(Fields::subjectTerm))
                .toList()),
        TermSet.of(questions.indexTerms()),
        (entry.questions().isEmpty() ? List.of(entry.title()) : entry.questions())
            .stream().map(way -> TextProfile.of(way).core()).toList(),
        new EntryParts(
            first,
            entry.questions().isEmpty() ? full.exact() : questions.exact(),
            content,
            full.exact()),
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
