package io.kefu.message.search;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what search costs on this machine: run it with {@code -Dkefu.load=true
 * -Dtest=SearchFiguresTest -Dkefu.message.search.walk=1000 -Dkefu.message.search.rest=0ms}, and
 * {@code -Dkefu.load.messages=N} for another number than a million. Not part of the build.
 */
@OnStage
@EnabledIfSystemProperty(named = "kefu.load", matches = "true")
class SearchFiguresTest {

  private static final int MESSAGES = Integer.getInteger("kefu.load.messages", 1_000_000);
  private static final int BATCH = 2_000;
  private static final int ROUNDS = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final OffsetDateTime BEGIN =
      OffsetDateTime.of(2026, 10, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static final String INSERT =
      """
      INSERT INTO messages (tenant_id, seq, received_at, agent_id, message_id, chat_id, chat_type,
        chat_name, sender_id, sender_name, content_type, content, said_at, mentioned, own)
      SELECT $1, nextval('inbox_seq_seq'), $2::timestamptz + i * interval '4 seconds',
        'a' || i % 50, 'm' || i, 'c' || i % 2000, 'private', 'c', 's', 's', 'text', c,
        $2::timestamptz, false, false
      FROM unnest($3::text[]) WITH ORDINALITY AS t(c, n), LATERAL (SELECT $4::int + n AS i) x
      """;

  private static final List<String> FRAGMENTS =
      List.of(
          "您好", "请问", "在吗", "发下报价", "交期多久", "320kW双枪", "120kW单枪", "含税价格", "专票", "设备报警", "报警码E103",
          "无法充电", "保修几年", "怎么安装", "调试步骤", "工单进度", "序列号多少", "物流到哪了", "订单号", "合同盖章", "付款了", "发票抬头",
          "代理政策", "渠道合作", "样板工程", "区域保护", "返点", "谢谢", "好的", "收到", "明天上午", "下午三点", "师傅电话", "地址是",
          "电表箱", "三相电", "断路器", "屏幕不亮", "急停按钮", "刷卡没反应", "后台离线", "4G信号", "固件版本", "升级失败", "重启过了",
          "拍个照片", "看下说明书", "现场环境", "温度过高", "风扇响");

  @Inject Stage stage;
  @Inject TenantScope tenants;
  @Inject MessageSearch search;

  private final String tenant = Stage.tenant();

  @Test
  void figures() {
    Random random = new Random(7);
    long inserting = 0;
    for (int done = 0; done < MESSAGES; done += BATCH) {
      String[] contents = new String[Math.min(BATCH, MESSAGES - done)];
      for (int i = 0; i < contents.length; i++) {
        contents[i] = content(random, done + i);
      }
      long begun = System.nanoTime();
      int from = done;
      tenants
          .inTransaction(
              tenant,
              connection ->
                  connection.preparedQuery(INSERT).execute(Tuple.of(tenant, BEGIN, contents, from)))
          .await()
          .atMost(PATIENCE);
      inserting += System.nanoTime() - begun;
    }
    System.out.printf(
        "SEARCH insert: %d messages, %.3f ms each%n", MESSAGES, inserting / 1e6 / MESSAGES);
    long begun = System.nanoTime();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> indexed() >= MESSAGES);
    System.out.printf(
        "SEARCH index: caught up %.1f s after the last insert%n",
        (System.nanoTime() - begun) / 1e9);
    sizes();
    for (String words :
        List.of(
            "您好",
            "报警码",
            "枪",
            "E103 无法",
            "单号KX500123",
            "KX777777",
            "5",
            "断路器 风扇响 返点",
            "鹏程",
            "鹏",
            "不存在的词")) {
      latency(words, new MessageSearch.Scope(null, null, null, null, null, null));
    }
    latency("断路器", new MessageSearch.Scope("a7", "c7", null, null, null, null));
    latency("断路器", new MessageSearch.Scope("a7", null, null, null, null, null));
    latency(
        "断路器",
        new MessageSearch.Scope(null, null, null, null, BEGIN.plusDays(1), BEGIN.plusDays(2)));
    for (int i = 0; i < 3; i++) {
      single();
    }
  }

  /** One of 10,000 holds a rare word, one of 100 a seldom one. */
  private static String content(Random random, int number) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size()))).append(i > 1 ? "，" : "");
    }
    if (number % 10 == 0) {
      text.append(" 单号KX").append(number);
    }
    if (number % 10_000 == 1) {
      text.append("鹏程物流");
    }
    return text.toString();
  }

  private long indexed() {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .query("SELECT set_config('kefu.search', '{}', true)")
                    .execute()
                    .chain(
                        () ->
                            connection
                                .query("SELECT count(*) FROM message_search")
                                .execute()
                                .map(rows -> rows.iterator().next().getLong(0))))
        .await()
        .atMost(PATIENCE);
  }

  private void sizes() {
    for (Row row :
        stage.rows(
            tenant,
            """
            SELECT relname, pg_size_pretty(pg_relation_size(oid)) AS size FROM pg_class
            WHERE relname LIKE 'message_search%' OR relname LIKE 'messages_2026_1_%'
            ORDER BY pg_relation_size(oid) DESC LIMIT 12
            """)) {
      System.out.printf("SEARCH size: %s %s%n", row.getString(0), row.getString(1));
    }
  }

  private void latency(String words, MessageSearch.Scope scope) {
    double[] ms = new double[ROUNDS];
    int found = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long begun = System.nanoTime();
      found =
          tenants
              .inTransaction(
                  tenant,
                  connection ->
                      search.find(
                          connection,
                          tenant,
                          List.of(words.split(" ")),
                          scope,
                          new MessageSearch.Position(
                              OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), "\uFFFF"),
                          51))
              .await()
              .atMost(PATIENCE)
              .size();
      ms[i] = (System.nanoTime() - begun) / 1e6;
    }
    Arrays.sort(ms);
    System.out.printf(
        "SEARCH query %-20s %s: %2d found, p50 %.1f ms, p95 %.1f ms%n",
        words, filters(scope), found, ms[ROUNDS / 2], ms[ROUNDS * 95 / 100]);
  }

  private static String filters(MessageSearch.Scope scope) {
    return (scope.agentId() == null ? "" : " agent")
        + (scope.chatId() == null ? "" : " chat")
        + (scope.from() == null ? "" : " day");
  }

  /** What a message costs intake and indexer, one transaction of 100 each. */
  private void single() {
    Random random = new Random(9);
    long begun = System.nanoTime();
    for (int batch = 0; batch < 50; batch++) {
      String[] contents = new String[100];
      Arrays.setAll(contents, i -> content(random, i));
      int from = 5_000_000 + random.nextInt(1_000_000);
      tenants
          .inTransaction(
              tenant,
              connection ->
                  connection.preparedQuery(INSERT).execute(Tuple.of(tenant, BEGIN, contents, from)))
          .await()
          .atMost(PATIENCE);
    }
    System.out.printf(
        "SEARCH insert in hundreds: %.3f ms a message%n",
        (System.nanoTime() - begun) / 1e6 / 5_000);
  }
}
