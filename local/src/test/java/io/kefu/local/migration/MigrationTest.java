package io.kefu.local.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A made database of the predecessor, with the dirt of a real one. The platform keeps what it gets.
 */
class MigrationTest {

  /** Takes everything once, as the platform does; what it really does is tested there. */
  private static final class Keeper implements Platform {
    private final Map<Kind, Map<String, ObjectNode>> kept = new HashMap<>();
    private final Map<String, String> documents = new HashMap<>();
    private int callsUntilOutage = Integer.MAX_VALUE;

    @Override
    public List<Result> send(Kind kind, List<ObjectNode> items) {
      if (callsUntilOutage-- <= 0) {
        throw new MigrationException("away");
      }
      List<Result> results = new ArrayList<>();
      Map<String, ObjectNode> known = kept.computeIfAbsent(kind, unknown -> new HashMap<>());
      for (ObjectNode item : items) {
        boolean fresh = known.put(item.path("key").asText(), item) == null;
        results.add(new Result(fresh ? "STORED" : "KNOWN", List.of()));
      }
      return results;
    }

    @Override
    public boolean putDocument(String id, String name, String content) {
      return !content.equals(documents.put(id, content));
    }

    ObjectNode of(Kind kind, String key) {
      return kept.get(kind).get(key);
    }
  }

  private static final MigrationPlan PLAN =
      new MigrationPlan("a1", "v1", "default", ZoneId.of("Asia/Shanghai"));

  @TempDir Path folder;
  private Path file;
  private final Keeper platform = new Keeper();

  @BeforeEach
  void makeDatabase() throws SQLException {
    file = folder.resolve("data.db");
    execute(
        "CREATE TABLE sessions (id INTEGER PRIMARY KEY, session_key TEXT, group_id TEXT,"
            + " sender_id TEXT, sender_name TEXT, customer_name TEXT,"
            + " created_at DATETIME DEFAULT CURRENT_TIMESTAMP, last_active_at DATETIME,"
            + " turn_count INTEGER, summary TEXT, status TEXT, metadata TEXT,"
            + " conversation_outcome TEXT, satisfaction_score INTEGER, tags TEXT)",
        "CREATE TABLE messages (id INTEGER PRIMARY KEY, request_id TEXT, session_id INTEGER,"
            + " group_id TEXT, group_name TEXT, sender_id TEXT, sender_name TEXT,"
            + " user_message TEXT, bot_response TEXT, evidence_ids TEXT, confidence REAL,"
            + " branch TEXT, handoff_reason TEXT, provider TEXT, token_in INTEGER,"
            + " latency_generation_ms INTEGER, received_at DATETIME, responded_at DATETIME,"
            + " status TEXT, error_message TEXT)",
        "CREATE TABLE knowledge_chunks (id INTEGER PRIMARY KEY, chunk_id TEXT, document_name TEXT,"
            + " document_version TEXT, section TEXT, content TEXT, embedding BLOB,"
            + " created_at DATETIME, updated_at DATETIME)",
        "CREATE TABLE contacts (id TEXT, wx_id TEXT, remark TEXT, k_code TEXT, source TEXT,"
            + " type TEXT, owner TEXT, created_at DATETIME, updated_at DATETIME)",
        "CREATE TABLE threads (id TEXT, contact_id TEXT, last_msg_at DATETIME, bucket TEXT,"
            + " topic TEXT)",
        "CREATE TABLE customers_unified (id INTEGER PRIMARY KEY, wechat_id VARCHAR(100),"
            + " company_name VARCHAR(200), real_name VARCHAR(100), phone VARCHAR(20),"
            + " phone_verified BOOLEAN, wechat_nickname VARCHAR(200), erp_customer_code VARCHAR(50),"
            + " extracted_needs TEXT, intent_score FLOAT, has_order BOOLEAN,"
            + " first_contact_time DATETIME, last_contact_time DATETIME)",
        "CREATE TABLE system_config (key TEXT, value TEXT)",
        "INSERT INTO system_config VALUES ('a', 'b')",
        "INSERT INTO contacts VALUES ('u1', 'wxid_one000001', '张三 渝电', 'K3208-渝A-张三-VIP-微信',"
            + " '展会', '老客户', '小李', '2024-05-01 10:00:00', 1740792600)",
        "INSERT INTO contacts VALUES ('u2', '123@chatroom', '技术群', NULL, NULL, 'group', NULL, NULL, NULL)",
        "INSERT INTO contacts VALUES ('u3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO contacts VALUES ('u4', 'wxid_four00004', '牌友', NULL, NULL, NULL, NULL, 'never', NULL)",
        "INSERT INTO threads VALUES ('t1', 'u4', '2025-03-02 08:00:00', 'BLACK', '打球')",
        "INSERT INTO threads VALUES ('t2', 'gone', NULL, NULL, NULL)",
        "INSERT INTO customers_unified VALUES (1, 'wxid_one000001', '渝电科技', '张三', '138-0013-8000',"
            + " 1, '张三', 'WX77', '[\"双枪\", \"320kW\"]', 81.6, 'true', 1714528800000, '2025-03-01 09:30:00')",
        "INSERT INTO customers_unified VALUES (2, 'wxid_two000002', NULL, NULL, '13800138000', 0,"
            + " '同名', NULL, '{\"broken\": ', 'much', NULL, NULL, NULL)",
        "INSERT INTO customers_unified VALUES (3, 'wxid_three0003', NULL, NULL, NULL, NULL, '同名',"
            + " NULL, NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES (7, '123@chatroom:wxid_one000001', NULL, NULL, '张三', NULL,"
            + " '2025-03-01 01:00:00', NULL, 2, NULL, 'closed', '{', 'solved', 9, '[\"售前\"')",
        "INSERT INTO sessions VALUES (8, 'x', 'x', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL,"
            + " NULL, NULL, NULL)",
        "INSERT INTO messages VALUES (1, 'r1', 7, '123@chatroom', '技术群', 'wxid_one000001', '张三',"
            + " '质保多久？', '整机质保两年。', '[\"k1\", 2]', 91.0, 'direct_answer', NULL, 'deepseek',"
            + " 300, 1200, '2025-03-01 09:30:00', '2025-03-01 09:30:05', 'done', NULL)",
        "INSERT INTO messages VALUES (2, 'r1', 7, '123@chatroom', '技术群', 'wxid_one000001', '张三',"
            + " '质保多久？', 'twice', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-03-01 09:30:00',"
            + " NULL, NULL, NULL)",
        "INSERT INTO messages VALUES (3, NULL, 7, NULL, NULL, NULL, NULL, '转人工', NULL, 'k1,k2',"
            + " 'high', 'handoff', '客户要求', NULL, -1, NULL, 1740792660, NULL, NULL, NULL)",
        "INSERT INTO messages VALUES (4, NULL, NULL, 'wxid_two000002', NULL, 'wxid_two000002', '同名',"
            + " '在吗', '在的', '[broken', 0.5, NULL, NULL, NULL, NULL, NULL, 'long ago',"
            + " '2025-03-01 10:00:00.5', 'failed', 'timeout')",
        "INSERT INTO messages VALUES (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'hello', NULL, NULL,"
            + " NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO messages VALUES (6, NULL, NULL, NULL, NULL, NULL, NULL, 'who', NULL, NULL, NULL,"
            + " NULL, NULL, NULL, NULL, NULL, '2025-03-01', NULL, NULL, NULL)",
        "INSERT INTO messages VALUES (7, NULL, NULL, NULL, NULL, 'wxid_one000001', NULL, 'when', NULL,"
            + " NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'soon', NULL, NULL, NULL)",
        "INSERT INTO knowledge_chunks VALUES (1, 'c1', '保修.md', '1', '范围', '旧文。', x'00', NULL,"
            + " '2024-01-01 00:00:00')",
        "INSERT INTO knowledge_chunks VALUES (2, 'c2', '保修.md', '2', '范围', '整机质保两年。', NULL, NULL,"
            + " '2025-01-01 00:00:00')",
        "INSERT INTO knowledge_chunks VALUES (3, 'c3', '保修.md', '2', '范围', '整机质保两年。', NULL, NULL,"
            + " NULL)",
        "INSERT INTO knowledge_chunks VALUES (4, 'c4', '保修.md', '2', '例外', '易损件除外。', NULL, NULL, NULL)",
        "INSERT INTO knowledge_chunks VALUES (5, 'c5', NULL, NULL, NULL, '  ', NULL, NULL, NULL)");
    try (Connection connection = open();
        PreparedStatement gbk =
            connection.prepareStatement(
                "UPDATE customers_unified SET company_name = CAST(? AS TEXT) WHERE id = 2")) {
      gbk.setBytes(1, "华东电气".getBytes(Charset.forName("GBK")));
      gbk.executeUpdate();
    }
  }

  @Test
  void customersComeWholeAndDirtIsNamed() {
    MigrationReport report = migrate();

    ObjectNode zhang = platform.of(Platform.Kind.CUSTOMERS, "customers_unified:1");
    assertThat(zhang.path("wechat_id").asText()).isEqualTo("wxid_one000001");
    assertThat(zhang.path("phone").asText()).isEqualTo("138-0013-8000");
    assertThat(zhang.path("phone_verified").asBoolean()).isTrue();
    assertThat(zhang.path("has_order").asBoolean()).isTrue();
    assertThat(zhang.path("intent_score").asInt()).isEqualTo(82);
    assertThat(zhang.path("summary").asText()).isEqualTo("双枪；320kW");
    assertThat(zhang.path("first_contact_at").asText()).isEqualTo("2024-05-01T02:00:00Z");
    assertThat(zhang.path("last_active_at").asText()).isEqualTo("2025-03-01T01:30:00Z");
    assertThat(zhang.path("sole_name").asBoolean()).isTrue();
    ObjectNode two = platform.of(Platform.Kind.CUSTOMERS, "customers_unified:2");
    assertThat(two.path("company_name").asText()).isEqualTo("华东电气");
    assertThat(two.path("sole_name").asBoolean()).isFalse();
    assertThat(two.has("intent_score")).isFalse();
    assertThat(platform.of(Platform.Kind.CUSTOMERS, "contacts:u1").path("k_code").asText())
        .isEqualTo("K3208-渝A-张三-VIP-微信");
    assertThat(platform.of(Platform.Kind.CUSTOMERS, "contacts:u4").path("bucket").asText())
        .isEqualTo("BLACK");
    assertThat(report.table("contacts").skippedRows()).isEqualTo(2);
    assertThat(report.table("threads").skippedRows()).isEqualTo(1);
    assertThat(String.join("\n", report.lines()))
        .contains("a group, not a customer (row 2)")
        .contains("neither a WeChat id nor a name (row 3)")
        .contains("created_at is no time (row 4)")
        .contains("text was not UTF-8; read as GBK (row 2)")
        .contains("extracted_needs is broken JSON; left out (row 2)")
        .contains("phone is another customer's, too; both have it now (row 2)")
        .contains("system_config               1   not taken");
  }

  @Test
  void messagesComeWithTheirAnswersAndSessionsWithTheirOutcomes() {
    MigrationReport report = migrate();

    ObjectNode first = platform.of(Platform.Kind.EXCHANGES, "1");
    assertThat(first.path("group").asBoolean()).isTrue();
    assertThat(first.path("said_at").asText()).isEqualTo("2025-03-01T01:30:00Z");
    assertThat(first.at("/answer/action").asText()).isEqualTo("reply");
    assertThat(first.at("/answer/confidence").asDouble()).isEqualTo(0.91);
    assertThat(first.at("/answer/evidence").toString()).isEqualTo("[\"k1\",\"2\"]");
    assertThat(first.at("/answer/answered_at").asText()).isEqualTo("2025-03-01T01:30:05Z");
    ObjectNode handed = platform.of(Platform.Kind.EXCHANGES, "3");
    assertThat(handed.path("chat_id").asText()).isEqualTo("123@chatroom");
    assertThat(handed.path("sender_id").asText()).isEqualTo("wxid_one000001");
    assertThat(handed.path("said_at").asText()).isEqualTo("2025-03-01T01:31:00Z");
    assertThat(handed.at("/answer/action").asText()).isEqualTo("transfer_human");
    assertThat(handed.at("/answer/tokens_in").isNull()).isTrue();
    ObjectNode failed = platform.of(Platform.Kind.EXCHANGES, "4");
    assertThat(failed.path("group").asBoolean()).isFalse();
    assertThat(failed.at("/answer/failed").asBoolean()).isTrue();
    assertThat(platform.kept.get(Platform.Kind.EXCHANGES)).hasSize(3);
    assertThat(report.table("messages").read()).isEqualTo(7);
    assertThat(report.table("messages").skippedRows()).isEqualTo(4);
    ObjectNode session = platform.of(Platform.Kind.SESSIONS, "7");
    assertThat(session.path("outcome").asText()).isEqualTo("solved");
    assertThat(session.path("messages").asInt()).isEqualTo(2);
    assertThat(session.has("satisfaction")).isFalse();
    // Session 7, and one for the message that names no session.
    assertThat(platform.kept.get(Platform.Kind.SESSIONS)).hasSize(2);
    assertThat(String.join("\n", report.lines()))
        .contains("the same request_id as an earlier row (row 2)")
        .contains("the customer's text is empty (row 5)")
        .contains("nobody knows who said it (row 6)")
        .contains("no time that can be read (row 7)")
        .contains("evidence_ids is broken JSON; left out (row 4)")
        .contains("tags is broken JSON; left out (row 7)")
        .contains("satisfaction_score is not 1 to 5; left out (row 7)");
  }

  @Test
  void passagesBecomeTheNewestVersionOfTheirDocument() {
    MigrationReport report = migrate();

    assertThat(platform.documents.values())
        .containsExactly("# 保修.md\n\n## 范围\n\n整机质保两年。\n\n## 例外\n\n易损件除外。\n\n");
    assertThat(report.table("knowledge_chunks").imported()).isEqualTo(2);
    assertThat(report.table("knowledge_chunks").skippedRows()).isEqualTo(3);
  }

  @Test
  void aSecondRunBringsNothingNew() {
    migrate();

    MigrationReport again = migrate();

    Set<Long> imported = new HashSet<>();
    for (String table :
        List.of("customers_unified", "contacts", "messages", "sessions", "knowledge_chunks")) {
      imported.add(again.table(table).imported());
      assertThat(again.table(table).known()).as(table).isPositive();
      assertThat(again.table(table).read())
          .isEqualTo(again.table(table).known() + again.table(table).skippedRows());
    }
    assertThat(imported).containsExactly(0L);
  }

  @Test
  void oneThatWasCutOffGoesOn() {
    platform.callsUntilOutage = 2;
    assertThatThrownBy(this::migrate).isInstanceOf(MigrationException.class);
    platform.callsUntilOutage = Integer.MAX_VALUE;

    MigrationReport report = migrate();

    assertThat(report.table("customers_unified").known()).isEqualTo(3);
    assertThat(report.table("messages").imported()).isEqualTo(3);
  }

  @Test
  void anOldInstallationWithoutTheLaterTablesIsTaken() throws SQLException {
    execute(
        "DROP TABLE customers_unified",
        "DROP TABLE threads",
        "DROP TABLE sessions",
        "DROP TABLE knowledge_chunks");

    MigrationReport report = migrate();

    assertThat(report.table("messages").imported()).isEqualTo(2);
    assertThat(String.join("\n", report.lines())).contains("this database has no such table");
  }

  @Test
  void whatIsNoSuchDatabaseIsSaid() throws Exception {
    Path text = Files.writeString(folder.resolve("x.db"), "no database at all, only words");

    assertThatThrownBy(() -> new Migration(PLAN, platform).run(text))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("cannot be read as an SQLite database");
    assertThatThrownBy(() -> new Migration(PLAN, platform).run(folder.resolve("absent.db")))
        .hasMessageContaining("There is no file");
  }

  private MigrationReport migrate() {
    return new Migration(PLAN, platform).run(file);
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }
}
