package io.kefu.message.answer;

import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.erp.ErpLookupStatus;
import io.kefu.contracts.erp.ErpRecord;
import io.kefu.contracts.event.ErpSync;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.EventWatch;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the ERP knows of an order is told to the customer whose it is, and to nobody else. */
@OnStage
class ErpAnswerTest {

  private static final String QUESTION = "我的订单SO20261101发货了吗？";

  @Inject Stage stage;
  @Inject EventWatch watch;

  private final String tenant = Stage.tenant();

  @Test
  void anOrderIsToldToTheLinkedCustomerAndToNobodyElse() {
    String linked = knownToTheErp("erp-" + tenant, "wxid_c1000000");
    theErpKnowsTheOrderOf(linked);

    stage.say(tenant, "a1", text("c1", "m1", QUESTION));
    ReplyOut told = stage.awaitReplies(tenant, 1).getLast();
    stage.say(tenant, "a1", text("c2", "m2", QUESTION));
    ReplyOut refused = stage.awaitReplies(tenant, 2).getLast();

    assertThat(told.reply().chatId()).isEqualTo("c1");
    assertThat(told.decision().branch()).isEqualTo(Branch.ERP);
    assertThat(told.reply().content()).contains("SO20261101").contains("已发货").contains("SF1");
    assertThat(refused.reply().chatId()).isEqualTo("c2");
    assertThat(refused.reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(refused.decision().reason()).isEqualTo("erp_not_linked");
    assertThat(refused.reply().content()).doesNotContain("SO20261101").doesNotContain("SF1");
  }

  @Test
  void inAGroupTheOrderIsNotReadOutToAll() {
    theErpKnowsTheOrderOf(knownToTheErp("erp-" + tenant, "wxid_g1000000"));

    stage.say(
        tenant,
        "a1",
        Stage.message("g1", "m1", ChatType.GROUP, ContentType.TEXT, QUESTION, true, false));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getLast();
    assertThat(reply.decision().ruleId()).isEqualTo("shipped.erp_in_group");
    assertThat(reply.reply().content()).contains("私聊").doesNotContain("已发货");
  }

  /** Without it erp-sync knows her as erp-ID alone, and answers no question of hers. */
  @Test
  void erpSyncIsToldAtOnceWhoItsCustomerIsHere() {
    String id = knownToTheErp("erp-" + tenant, "wxid_c1000000");

    ErpSync linked =
        watch
            .awaitToErp(
                tenant, told -> told.stream().anyMatch(event -> event.cause().equals("linked")))
            .getFirst();

    assertThat(linked.customerId()).isEqualTo(id);
    assertThat(linked.fields())
        .containsEntry("told_as", "erp-" + tenant)
        .containsEntry("wechat_id", "wxid_c1000000");
  }

  private String knownToTheErp(String erpId, String wechatId) {
    watch.fromErp(tenant, erpId, 1, Map.of("company_name", "川能科技有限公司", "wechat_id", wechatId));
    Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(15))
        .until(() -> stage.count(tenant, "SELECT count(*) FROM erp_links") == 1);
    return stage
        .rows(tenant, "SELECT customer_id FROM customers")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private void theErpKnowsTheOrderOf(String customerId) {
    // The later stub is asked first.
    stage.erpGives("SO20261101", new ErpLookupResult(ErpLookupStatus.NOT_LINKED, List.of()));
    stage.erpGives(
        customerId,
        new ErpLookupResult(
            ErpLookupStatus.FOUND,
            List.of(
                new ErpRecord("SO20261101", "双枪桩", "已发货", Map.of("运单号", "SF1"), Instant.EPOCH))));
  }
}
