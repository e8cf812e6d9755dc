package io.kefu.rag.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.quality.QualityReport.Issue;
import io.kefu.rag.quality.QualityReport.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityReportTest {

  @Test
  void contradictoryPricesOfOneModelAreFound() {
    List<Issue> issues =
        QualityReport.of(
            List.of(
                entry("a", 1, "家用桩价格", "KF-AC7 每台 1880 元。"),
                entry("b", 2, "报价", "活动期间 KF-AC7 只要 1680 元。KF-AC11 要 2380 元。"),
                entry("c", 3, "三相桩", "KF-AC11 的单价是 2380 元。")));

    assertThat(issues)
        .containsExactly(
            new Issue(Kind.CONTRADICTORY_PRICE, List.of("a", "b"), "kfac7: 1880元, 1680元"));
  }

  @Test
  void repeatedAnswersAndQuestionsAreFound() {
    List<Issue> issues =
        QualityReport.of(
            List.of(
                entry("a", 1, "保修多久？", "整机质保两年，易损件一年。"),
                entry("b", 2, "质保几年", "整机质保两年，易损件一年。"),
                entry("c", 3, "保修多久", "请联系售后确认保修期。"),
                entry("d", 3, "过保怎么办", "请联系售后，确认保修期限。")));

    assertThat(issues)
        .containsExactlyInAnyOrder(
            new Issue(Kind.SAME_QUESTION, List.of("a", "c"), "保修多久"),
            new Issue(Kind.DUPLICATE, List.of("a", "b"), "2 times"),
            new Issue(Kind.NEAR_DUPLICATE, List.of("c", "d"), "almost the same answer"));
  }

  @Test
  void alarmCodesWordedAlikeAreNoDuplicates() {
    assertThat(
            QualityReport.of(
                List.of(
                    entry("a", 1, "E02", "E02 是交流输入过压，请联系供电公司。"),
                    entry("b", 1, "E03", "E03 是交流输入欠压，请联系供电公司。"))))
        .isEmpty();
  }

  @Test
  void veryShortAndVeryLongAnswersAreFound() {
    assertThat(
            QualityReport.of(
                List.of(entry("a", 1, "能吗", "能"), entry("b", 2, "长", "长".repeat(401)))))
        .extracting(Issue::kind)
        .containsExactly(Kind.THIN, Kind.TOO_LONG);
  }

  private static VectorizedEntry entry(String id, int axis, String question, String answer) {
    float[] vector = new float[8];
    vector[axis] = 1;
    KnowledgeEntry entry =
        new KnowledgeEntry(id, EntryKind.QA, "t", List.of(question), answer, true, List.of());
    return new VectorizedEntry(entry, List.of(vector), vector, vector);
  }
}
