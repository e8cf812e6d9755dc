package io.kefu.local.backends;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each back end can be killed and started again alone, on the same port and data. */
@Timeout(120)
class RestartTest {

  private static EmbeddedBackends backends;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path folder) {
    backends =
        EmbeddedBackends.start(
            BackendsConfig.persistent(folder)
                .withDurable(false)
                .withKafkaPlacement(KafkaPlacement.CHILD_PROCESS));
  }

  @AfterAll
  static void stop() {
    backends.close();
  }

  @Test
  void kafkaKeepsAcknowledgedRecords() {
    // Given
    String servers = backends.kafka().bootstrapServers();
    KafkaProbe.send(servers, "reply.out", List.of("一", "二"));
    long killed = backends.kafka().pid().orElseThrow();

    // When
    backends.kafka().kill();
    backends.kafka().restart();

    // Then
    assertThat(backends.kafka().pid().orElseThrow()).isNotEqualTo(killed);
    assertThat(backends.kafka().bootstrapServers()).isEqualTo(servers);
    assertThat(KafkaProbe.read(servers, "reply.out")).containsExactly("一", "二");
    KafkaProbe.send(servers, "reply.out", List.of("三"));
    assertThat(KafkaProbe.read(servers, "reply.out")).containsExactly("一", "二", "三");
  }

  @Test
  void postgresKeepsCommittedRows() throws SQLException {
    // Given
    execute("CREATE TABLE survivor AS SELECT 1 AS id");

    // When
    backends.postgres().kill();
    assertThat(backends.postgres().isRunning()).isFalse();
    backends.postgres().restart();

    // Then
    execute("INSERT INTO survivor VALUES (2)");
    assertThat(count("survivor")).isEqualTo(2);
  }

  @Test
  void redisComesBackOnItsPort() throws Exception {
    // Given
    int port = backends.redis().port();
    String password = backends.redis().password();
    RedisProbe.command(port, password, "SET restart 1");

    // When
    backends.redis().kill();
    backends.redis().restart();

    // Then
    assertThat(RedisProbe.command(port, password, "GET restart")).isEqualTo("1");
  }

  private static void execute(String sql) throws SQLException {
    var role = backends.postgres().role("stats");
    try (var connection =
            DriverManager.getConnection(
                backends.postgres().jdbcUrl(), role.user(), role.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(String table) throws SQLException {
    var role = backends.postgres().role("stats");
    try (var connection =
            DriverManager.getConnection(
                backends.postgres().jdbcUrl(), role.user(), role.password());
        var result = connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
      result.next();
      return result.getInt(1);
    }
  }
}
