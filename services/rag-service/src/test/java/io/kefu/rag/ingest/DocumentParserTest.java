package io.kefu.rag.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentParserTest {

  @Test
  void questionHeadingsBecomeAnswersAndTheRestPassages() {
    List<KnowledgeEntry> entries =
        parsed(
            DocumentFormat.MD,
            """
            ---
            title: 售后
            tags: 售后, 保修
            approved: true
            ---
            # 售后
            ## 保修
            ### 保修多久？
            相似问：质保几年｜保修期，多长
            整机 2 年。

            易损件 1 年。
            ## 验收
            双方签字。
            """);

    assertThat(entries).hasSize(2);
    KnowledgeEntry answer = entries.getFirst();
    assertThat(answer.kind()).isEqualTo(EntryKind.QA);
    assertThat(answer.questions()).containsExactly("保修多久？", "质保几年", "保修期，多长");
    assertThat(answer.content()).isEqualTo("整机 2 年。\n\n易损件 1 年。");
    assertThat(answer.title()).isEqualTo("售后 / 保修");
    assertThat(answer.tags()).containsExactly("售后", "保修");
    assertThat(answer.approved()).isTrue();
    KnowledgeEntry passage = entries.get(1);
    assertThat(passage.kind()).isEqualTo(EntryKind.CHUNK);
    assertThat(passage.questions()).containsExactly("验收");
    assertThat(passage.content()).isEqualTo("双方签字。");
  }

  @Test
  void nothingIsApprovedUnlessTheDocumentSaysSo() {
    assertThat(parsed(DocumentFormat.MD, "# 价格？\n一千元")).noneMatch(KnowledgeEntry::approved);
    assertThat(parsed(DocumentFormat.CSV, "question,answer\n价格,一千元"))
        .noneMatch(KnowledgeEntry::approved);
  }

  @Test
  void plainTextMayHoldQuestionsAndAnswers() {
    List<KnowledgeEntry> entries =
        parsed(DocumentFormat.TXT, "问：能开专票吗\n答：可以，13%。\n\n问：多久开\n答：5 天。\n不含节假日。");

    assertThat(entries)
        .extracting(KnowledgeEntry::content)
        .containsExactly("可以，13%。", "5 天。\n不含节假日。");
    assertThat(entries)
        .extracting(entry -> entry.questions().getFirst())
        .containsExactly("能开专票吗", "多久开");
  }

  @Test
  void longSectionsAreCutBetweenSentencesOnly() {
    List<String> sentences =
        IntStream.range(0, 40).mapToObj(i -> "这是第" + i + "个用来测试切分的句子，它有一定的长度，不能从中间断开。").toList();
    List<KnowledgeEntry> entries = parsed(DocumentFormat.MD, "# 说明\n" + String.join("", sentences));

    assertThat(entries).hasSizeGreaterThan(2);
    assertThat(entries)
        .allSatisfy(
            entry -> {
              assertThat(entry.content()).endsWith("。").startsWith("这是");
              assertThat(entry.content().length()).isLessThanOrEqualTo(Passages.TARGET_CHARACTERS);
            });
    for (int i = 1; i < entries.size(); i++) {
      String before = entries.get(i - 1).content();
      String overlap = before.substring(before.lastIndexOf("这是"));
      assertThat(entries.get(i).content()).startsWith(overlap);
    }
    assertThat(sentences)
        .allSatisfy(
            sentence -> assertThat(entries).anyMatch(entry -> entry.content().contains(sentence)));
  }

  @Test
  void tableMayHaveChineseColumnsInAnyOrderAndSeveralWaysToAsk() {
    List<KnowledgeEntry> entries =
        parsed(
            DocumentFormat.CSV, "\uFEFF答案,问题,标签,审核\n\"含逗号,和\"\"引号\"\"\",问一|问二,售前|价格,是\n另一,问三,,否\n");

    assertThat(entries.getFirst().content()).isEqualTo("含逗号,和\"引号\"");
    assertThat(entries.getFirst().questions()).containsExactly("问一", "问二");
    assertThat(entries.getFirst().tags()).containsExactly("售前", "价格");
    assertThat(entries.getFirst().approved()).isTrue();
    assertThat(entries.get(1).approved()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void columnsMayBeDividedAsSpreadsheetsDoAndCellsMayHoldLines(String divider) {
    String table =
        String.join(divider, "问题", "答案")
            + "\r\n"
            + String.join(divider, "保修多久|质保几年", "\"两年，\n易损件一年; 以合同为准, 见附件\"")
            + "\r\n";

    KnowledgeEntry entry = parsed(DocumentFormat.CSV, table).getFirst();

    assertThat(entry.questions()).containsExactly("保修多久", "质保几年");
    assertThat(entry.content()).contains("易损件一年; 以合同为准, 见附件");
  }

  @Test
  void datesOfATableAreDaysInChinaAndTheLastOneCounts() {
    KnowledgeEntry offer =
        parsed(DocumentFormat.CSV, "问题,答案,生效日期,失效日期\n双十一有优惠吗,满减,2026/11/1,2026年11月11日\n一直,有,,\n")
            .getFirst();

    assertThat(offer.validity())
        .isEqualTo(
            new Validity(
                Instant.parse("2026-10-31T16:00:00Z"), Instant.parse("2026-11-11T16:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"明天,", "2026-13-01,", "2026-11-02,2026-11-01"})
  void datesThatAreNoneRejectTheRow(String dates) {
    assertThat(
            DocumentParser.parse(
                "d",
                "n",
                DocumentFormat.CSV,
                "question,answer,valid_from,valid_to\n问,答," + dates + "\n"))
        .isInstanceOfSatisfying(
            ParsedDocument.Rejected.class,
            rejected -> assertThat(rejected.faults().getFirst().place()).isEqualTo("row 2"));
  }

  @Test
  void tableIsFollowedByPassagesAfterThePartMark() {
    List<KnowledgeEntry> entries =
        parsed(DocumentFormat.CSV, "question,answer\n问,答\n" + DocumentParser.PART + "# 价目\n正文\n");

    assertThat(entries)
        .extracting(KnowledgeEntry::kind)
        .containsExactly(EntryKind.QA, EntryKind.CHUNK);
  }

  @Test
  void idStaysWhileTheQuestionDoes() {
    String before = parsed(DocumentFormat.CSV, "question,answer\n保修多久,两年").getFirst().entryId();
    String after = parsed(DocumentFormat.CSV, "question,answer\n新的,x\n保修多久,三年").get(1).entryId();

    assertThat(after).isEqualTo(before);
  }

  @Test
  void givenIdsAreKeptAndRepeatedOnesToldApart() {
    List<KnowledgeEntry> entries =
        parsed(DocumentFormat.CSV, "id,question,answer\nq1,甲,一\n,乙,二\n,乙,三");

    assertThat(entries).extracting(KnowledgeEntry::entryId).doesNotHaveDuplicates().contains("q1");
  }

  @Test
  void rowWithMoreCellsThanColumnsIsNoShorterAnswer() {
    ParsedDocument parsed =
        DocumentParser.parse(
            "d", "n", DocumentFormat.CSV, "\uFEFF问题,答案\n\n保修多久,两年,易损件一年\n能代理吗,欢迎,,\n");

    assertThat(parsed)
        .isInstanceOfSatisfying(
            ParsedDocument.Rejected.class,
            rejected -> {
              assertThat(rejected.faults()).hasSize(1);
              assertThat(rejected.faults().getFirst().place()).isEqualTo("row 3");
              assertThat(rejected.faults().getFirst().message()).contains("quotes");
            });
  }

  @Test
  void rowIsNamedByItsPlaceInTheFileItCameFrom() {
    ParsedDocument parsed =
        DocumentParser.parse("d", "n", DocumentFormat.CSV, "问题,答案,@place\n保修多久,,\"FAQ, row 9\"\n");

    assertThat(parsed)
        .isInstanceOfSatisfying(
            ParsedDocument.Rejected.class,
            rejected -> assertThat(rejected.faults().getFirst().place()).isEqualTo("FAQ, row 9"));
  }

  @Test
  void oneBadRowRejectsTheWholeDocument() {
    ParsedDocument document =
        DocumentParser.parse(
            "d", "n", DocumentFormat.CSV, "question,answer,approved\n好,答,true\n坏,,true\n坏,答,也许\n");

    assertThat(document)
        .isInstanceOfSatisfying(
            ParsedDocument.Rejected.class,
            rejected ->
                assertThat(rejected.faults())
                    .extracting(ParsedDocument.Fault::place)
                    .containsExactlyInAnyOrder("row 3", "row 4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   \n", "---\ntitle: x\n---\n", "# 只有标题\n## 也是标题"})
  void documentWithoutTextIsRejected(String content) {
    assertThat(DocumentParser.parse("d", "n", DocumentFormat.MD, content))
        .isInstanceOf(ParsedDocument.Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "foo,bar\n1,2", "question\n只有问题", "question,answer\n\"没有结束,x"})
  void tableThatIsNoneIsRejected(String content) {
    assertThat(DocumentParser.parse("d", "n", DocumentFormat.CSV, content))
        .isInstanceOf(ParsedDocument.Rejected.class);
  }

  private static List<KnowledgeEntry> parsed(DocumentFormat format, String content) {
    return ((ParsedDocument.Parsed) DocumentParser.parse("doc", "文档", format, content)).entries();
  }
}
