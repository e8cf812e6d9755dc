package io.kefu.stats.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.stats.question.Clusters.Asked;
import io.kefu.stats.question.UnansweredQuestions.Cluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClustersTest {

  @Test
  void questionsThatAskTheSameAreTogetherUnderTheMostFrequentWording() {
    List<Asked> asked =
        List.of(
            new Asked("保修多久？", 9),
            new Asked("你们支持 ISO15118 协议吗", 8),
            new Asked("请问保修期多久呢", 5),
            new Asked("支持iso15118吗？", 4),
            new Asked("保修多久", 2),
            new Asked("可以开车过去自提吗", 1));

    List<Cluster> clusters = Clusters.of(asked, 3);

    assertThat(clusters)
        .extracting(Cluster::question)
        .containsExactly("保修多久？", "你们支持 ISO15118 协议吗", "可以开车过去自提吗");
    assertThat(clusters).extracting(Cluster::times).containsExactly(16L, 12L, 1L);
    assertThat(clusters.getFirst().wordings()).isEqualTo(3);
    assertThat(clusters.getFirst().variants()).containsExactly("请问保修期多久呢", "保修多久");
  }

  @Test
  void whatIsAskedDifferentlyStaysApart() {
    List<Asked> asked =
        List.of(
            new Asked("保修几年", 3),
            new Asked("交期几天", 3),
            new Asked("120kW 的电流是多少", 2),
            new Asked("怎么安装", 1));

    List<Cluster> clusters = Clusters.of(asked, 3);

    assertThat(clusters).hasSize(4);
  }

  @Test
  void whatConsistsOfFillersOrSignsAloneIsAQuestionToo() {
    List<Asked> asked = List.of(new Asked("你好吗", 2), new Asked("？？？", 1), new Asked("？", 1));

    List<Cluster> clusters = Clusters.of(asked, 3);

    assertThat(clusters).extracting(Cluster::times).containsExactly(2L, 2L);
  }

  @Test
  void twoThousandWordingsAreNoWork() {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      asked.add(new Asked("第" + i + "号充电桩的显示屏不亮应该怎么处理", 2_000 - i));
    }

    List<Cluster> clusters = Clusters.of(asked, 5);

    assertThat(clusters).hasSize(1);
    assertThat(clusters.getFirst().wordings()).isEqualTo(2_000);
  }
}
