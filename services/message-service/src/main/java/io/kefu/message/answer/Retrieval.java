package io.kefu.message.answer;

import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.settings.Settings.Thresholds;
import java.util.List;
import java.util.Optional;

/**
 * What the knowledge base said about a question.
 *
 * @param found what was found; null when it did not answer
 * @param ms how long it took
 */
public record Retrieval(SearchResult found, long ms) {

  /** It did not answer. */
  public static final Retrieval FAILED = new Retrieval(null, 0);

  /** Whether it did not answer. */
  public boolean failed() {
    return found == null;
  }

  /** The entries, best first. */
  public List<SearchHit> hits() {
    return failed() ? List.of() : found.hits();
  }

  /** The best entry. */
  public Optional<SearchHit> best() {
    return hits().stream().findFirst();
  }

  /** Confidence of the best entry; 0 without one. */
  public double confidence() {
    return best().map(SearchHit::confidence).orElse(0.0);
  }

  /** What speaks against the best entry. */
  public List<String> vetoes() {
    return best().map(SearchHit::vetoes).orElse(List.of());
  }

  /** Whether the best entry may be used word by word. */
  public boolean approved() {
    return best().map(SearchHit::approved).orElse(false);
  }

  /** Whether we may answer: a veto forbids it, whatever the confidence. */
  public boolean sure(Thresholds thresholds) {
    return best().isPresent() && confidence() >= thresholds.answer() && vetoes().isEmpty();
  }

  /** Whether the best entry may answer by itself. */
  public boolean certain(Thresholds thresholds) {
    return sure(thresholds)
        && confidence() >= thresholds.certain()
        && approved()
        && best().orElseThrow().kind() == EntryKind.QA;
  }

  /** What an answer may rest on. */
  List<Evidence> evidence() {
    return hits().stream().map(Retrieval::evidence).toList();
  }

  /** An entry as an answer may rest on it, with what stands around it. */
  public static Evidence evidence(SearchHit hit) {
    return new Evidence(
        hit.entryId(),
        hit.title(),
        hit.question(),
        hit.content(),
        hit.confidence(),
        hit.approved(),
        hit.before(),
        hit.after());
  }

  /** The same for an operator who has a text drafted: also what stands around each entry. */
  List<EvidenceView> seenWhole() {
    return hits().stream()
        .map(
            hit ->
                new EvidenceView(
                    hit.entryId(),
                    hit.title(),
                    hit.content(),
                    hit.confidence(),
                    hit.before(),
                    hit.after()))
        .toList();
  }

  /** The same as it is stored. */
  List<EvidenceView> seen() {
    return hits().stream().map(Retrieval::view).toList();
  }

  static EvidenceView view(SearchHit hit) {
    return new EvidenceView(hit.entryId(), hit.title(), hit.content(), hit.confidence());
  }
}
