package io.kefu.message.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievalTest {

  private static final SearchHit PASSAGE =
      new SearchHit(
          "e",
          "d",
          "kb",
          3,
          EntryKind.CHUNK,
          "手册",
          "保修",
          "整机两年。",
          true,
          List.of(),
          0.9,
          0.8,
          null,
          null,
          List.of(),
          "以下适用于 GX-7。",
          "易损件除外。");

  private final Retrieval found =
      new Retrieval(new SearchResult(List.of(PASSAGE), 0.9, false, 1, null), 1);

  @Test
  void whatStandsAroundAPassageGoesToTheModelAndToWhoeverHasATextDrafted() {
    List<Evidence> evidence = found.evidence();
    List<EvidenceView> shown = found.seenWhole();

    assertThat(evidence)
        .containsExactly(
            new Evidence("e", "手册", "保修", "整机两年。", 0.9, true, "以下适用于 GX-7。", "易损件除外。"));
    assertThat(shown)
        .containsExactly(new EvidenceView("e", "手册", "整机两年。", 0.9, "以下适用于 GX-7。", "易损件除外。"));
  }

  @Test
  void whatIsStoredIsThePassageAlone() {
    assertThat(found.seen()).containsExactly(new EvidenceView("e", "手册", "整机两年。", 0.9));
  }
}
