package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.local.migration.GatewayPlatform;
import io.kefu.local.migration.Migration;
import io.kefu.local.migration.MigrationPlan;
import io.kefu.local.migration.MigrationReport;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The predecessor's database comes into a running fleet, once, however often it is taken over. */
class MigrationIT {

  private static final String WECHAT_ID = "wxid_migrated01";

  @TempDir Path folder;

  @Test
  void customersHistoryAndKnowledgeAreThereOnce() throws Exception {
    Path file = database();
    MigrationPlan plan =
        new MigrationPlan(
            E2e.fleet().login().agentId(), "v1-e2e", "v1-e2e", ZoneId.of("Asia/Shanghai"));

    MigrationReport first = migrate(plan, file);
    MigrationReport again = migrate(plan, file);

    for (String table : List.of("contacts", "messages", "sessions", "knowledge_chunks")) {
      assertThat(first.table(table).imported()).as(table + first.lines()).isPositive();
      assertThat(again.table(table).imported()).as(table + again.lines()).isZero();
      assertThat(again.table(table).known()).as(table).isEqualTo(first.table(table).imported());
    }
    List<JsonNode> customers = new ArrayList<>();
    get("/api/v1/customers?q=" + URLEncoder.encode("王五", StandardCharsets.UTF_8))
        .path("items")
        .forEach(customers::add);
    customers.removeIf(found -> !found.path("wechat_id").asText().equals(WECHAT_ID));
    assertThat(customers).hasSize(1);
    assertThat(customers.get(0).path("k_code").asText()).isEqualTo("K7001-沪B-王五-A-微信");
    String customer = customers.get(0).path("customer_id").asText();
    JsonNode messages = get("/api/v1/messages?customer_id=" + customer).path("items");
    assertThat(messages).hasSize(2);
    JsonNode outcome =
        get("/api/v1/messages/v1-e2e-1/reply?agent_id=" + E2e.fleet().login().agentId());
    assertThat(outcome.path("content").asText()).isEqualTo("整机质保两年。");
    assertThat(get("/api/v1/knowledge/v1-e2e/documents").toString()).contains("保修条款.md");
  }

  private static MigrationReport migrate(MigrationPlan plan, Path file) {
    GatewayPlatform platform = new GatewayPlatform(E2e.fleet().gateway(), plan);
    platform.check();
    return new Migration(plan, platform).run(file);
  }

  private static JsonNode get(String path) {
    AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
    E2e.await("answer of " + path)
        .untilAsserted(
            () -> {
              answer.set(E2e.fleet().gateway().send("GET", path, null));
              assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
            });
    return E2e.json(answer.get().body());
  }

  private Path database() throws SQLException {
    Path file = folder.resolve("data.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE TABLE contacts (id TEXT, wx_id TEXT, remark TEXT, k_code TEXT)",
              "INSERT INTO contacts VALUES ('u1', '%s', '王五', 'K7001-沪B-王五-A-微信')"
                  .formatted(WECHAT_ID),
              "CREATE TABLE sessions (id INTEGER, group_id TEXT, sender_id TEXT, created_at DATETIME)",
              "INSERT INTO sessions VALUES (1, '%1$s', '%1$s', '2025-03-01 09:00:00')"
                  .formatted(WECHAT_ID),
              "CREATE TABLE messages (id INTEGER, session_id INTEGER, group_id TEXT, sender_id TEXT,"
                  + " user_message TEXT, bot_response TEXT, received_at DATETIME)",
              "INSERT INTO messages VALUES (1, 1, '%1$s', '%1$s', '保修多久？', '整机质保两年。',"
                      .formatted(WECHAT_ID)
                  + " '2025-03-01 09:30:00')",
              "INSERT INTO messages VALUES (2, 1, '%1$s', '%1$s', '好的谢谢', NULL, 1740793000)"
                  .formatted(WECHAT_ID),
              "CREATE TABLE knowledge_chunks (id INTEGER, document_name TEXT, section TEXT,"
                  + " content TEXT)",
              "INSERT INTO knowledge_chunks VALUES (1, '保修条款.md', '玩具飞艇', '玩具飞艇的保修期是三个月。')")) {
        statement.executeUpdate(sql);
      }
    }
    return file;
  }
}
