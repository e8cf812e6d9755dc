package io.kefu.rag.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine.Query;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What forbids certainty, in trades that have nothing to do with each other. */
class VetoTest {

  private static final String TENANT = "acme";

  @TempDir Path folder;
  private LuceneEngine engine;

  @BeforeEach
  void fill() throws IOException {
    engine = new LuceneEngine(folder, false, "none", 1 << 20);
    List<VectorizedEntry> entries =
        List.of(
            entry("silver", "白毫银针多少钱", "白毫银针特级 50 克装 168 元。"),
            entry("peony", "白牡丹多少钱一斤", "白牡丹一级每斤 460 元，二级每斤 320 元。"),
            entry("reports", "有农残检测报告吗", "每批茶都有 SGS 检测报告和认证。"),
            entry("line", "枪线有多长", "枪线长 5 米，手机上可以看。"),
            entry("home", "家用桩送多少米电缆", "标准安装包含 30 米以内的电缆。"),
            entry("c120", "120kW 直流桩需要多大的电缆", "建议用 95 平方的铜芯电缆。"),
            entry("c160", "160kW 和 180kW 的桩怎么选", "网约车多的选 160kW。"),
            entry("warranty", "充电桩保修多久", "整机保修两年。"));
    engine.apply(
        TENANT, List.of(new IndexedDocument("kb", "d", 1, entries)), new Watermark("e", 1));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void anotherGradeIsNotCertain() {
    assertThat(vetoes("三级的白牡丹多少钱一斤", "peony")).contains("number:3级");
    assertThat(vetoes("二级的白牡丹多少钱一斤", "peony")).isEmpty();
  }

  @Test
  void priceOfAnotherThingIsNotCertain() {
    assertThat(vetoes("铁观音多少钱一斤", "peony")).contains("price:铁观音");
    assertThat(vetoes("枪线贵多少", "line")).contains("price:absent");
  }

  @Test
  void nameInLettersThatNobodyWroteOfIsNotCertain() {
    assertThat(vetoes("有没有UL认证", "reports")).containsExactly("word:ul");
    assertThat(vetoes("有没有SGS认证", "reports")).isEmpty();
  }

  @Test
  void whatDependsOnAValueIsNotTakenFromAGeneralEntry() {
    assertThat(vetoes("160kW的桩用多大的电缆", "home")).containsExactly("depends:number:160kw");
    assertThat(vetoes("160kW的桩保修多久", "warranty")).isEmpty();
  }

  @Test
  void thingOfAnotherTradeForbidsCertaintyWhereItIsWhatIsAskedAbout() {
    assertThat(vetoes("手机充电线有多长", "home")).contains("subject:手机");
    assertThat(vetoes("保修多久，手机上能查吗", "warranty")).isEmpty();
  }

  private List<String> vetoes(String question, String entryId) {
    TextProfile profile = TextProfile.ofQuestion(question);
    return Ranking.rank(
            profile,
            engine.search(TENANT, Query.of(profile, Optional.empty())),
            Optional.empty(),
            List.of())
        .stream()
        .filter(one -> one.candidate().stored().key().entryId().equals(entryId))
        .findFirst()
        .orElseThrow()
        .vetoes();
  }

  private static VectorizedEntry entry(String id, String question, String answer) {
    return VectorizedEntry.withoutVectors(
        new KnowledgeEntry(id, EntryKind.QA, "常见问题", List.of(question), answer, true, List.of()));
  }
}
