package io.kefu.rag.entry;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A question/answer entry as its author writes it.
 *
 * @param questions ways to ask, the curated one first; 1 to 50 of at most 500 characters
 * @param answer the answer, word for word, at most 8,000 characters
 * @param title heading it stands under (optional)
 * @param tags tags, at most 20 (optional)
 * @param status draft: kept, never found; approved: found, and may be sent word for word
 * @param validFrom first moment at which it may be found (optional)
 * @param validTo first moment at which it may be found no more (optional)
 */
public record EntryContent(
    @NotEmpty @Size(max = 50) List<@NotBlank(message = "write a question") @Size(max = 500) String> questions,
    @NotBlank @Size(max = 8_000) String answer,
    @Size(max = 200) String title,
    @Size(max = 20) List<@NotBlank @Size(max = 100) String> tags,
    @NotNull EntryStatus status,
    Instant validFrom,
    Instant validTo) {

  /** The same without blanks around, repetitions and absent lists. */
  EntryContent tidy() {
    return new EntryContent(
        tidy(questions),
        answer.strip(),
        title == null ? "" : title.strip(),
        tidy(tags),
        status,
        validFrom,
        validTo);
  }

  /**
   * What is indexed.
   *
   * @throws IllegalArgumentException when the validity would end before it begins
   */
  KnowledgeEntry toEntry(String entryId) {
    return new KnowledgeEntry(
        entryId,
        EntryKind.QA,
        title,
        questions,
        answer,
        status == EntryStatus.APPROVED,
        tags,
        new Validity(validFrom, validTo));
  }

  private static List<String> tidy(List<String> values) {
    Stream<String> all = values == null ? Stream.empty() : values.stream();
    return all.map(String::strip).distinct().toList();
  }
}
