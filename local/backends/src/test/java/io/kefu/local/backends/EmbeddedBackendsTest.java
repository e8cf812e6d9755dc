package io.kefu.local.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.contracts.Topics;
import io.kefu.local.backends.postgres.PostgresServer;
import io.kefu.local.backends.postgres.Role;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendsTest {

  private static EmbeddedBackends backends;

  @BeforeAll
  static void start() {
    backends = EmbeddedBackends.start(BackendsConfig.ephemeral());
  }

  @AfterAll
  static void stop() {
    Path directory = backends.dataDirectory();
    backends.close();
    assertThat(directory).doesNotExist();
  }

  @Test
  void createsEveryTopicWithItsDeadLetters() {
    // Given
    List<String> expected =
        Topics.ALL.stream()
            .<String>mapMulti(
                (topic, to) -> {
                  to.accept(topic);
                  to.accept(Topics.deadLetter(topic));
                })
            .toList();

    // When
    List<String> names = KafkaProbe.topics(backends.kafka().bootstrapServers(), 6);

    // Then
    assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void givesEachServiceItsOwnSchemaAndNoOther() throws SQLException {
    for (String schema : PostgresServer.SCHEMAS) {
      // When
      try (Connection connection = connect(backends.postgres().role(schema));
          var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE mine (id int)");
        var row =
            statement.executeQuery(
                "SELECT current_schema(), rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user");
        row.next();

        // Then
        assertThat(row.getString(1)).isEqualTo(schema);
        assertThat(row.getBoolean(2)).isFalse();
        assertThat(row.getBoolean(3)).isFalse();
        String other = schema.equals("gateway") ? "message" : "gateway";
        assertThatThrownBy(() -> statement.execute("CREATE TABLE " + other + ".theirs (id int)"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void refusesAWrongPassword() {
    // Given
    Role role = backends.postgres().role("gateway");
    var wrong = new Role(role.schema(), role.user(), "wrong");

    // Then
    assertThatThrownBy(() -> connect(wrong)).hasMessageContaining("password authentication failed");
    assertThat(role.toString()).doesNotContain(role.password());
  }

  @Test
  void sortsAndFoldsChineseAsUtf8() throws SQLException {
    // When
    try (Connection connection = connect(backends.postgres().role("message"));
        var statement = connection.createStatement()) {
      var row =
          statement.executeQuery(
              "SELECT lower('ÀB充电'), similarity('充电桩', '充电桩安装') > 0, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'kefu'");
      row.next();

      // Then
      assertThat(row.getString(1)).isEqualTo("àb充电");
      assertThat(row.getBoolean(2)).isTrue();
      assertThat(row.getString(3)).isEqualTo("UTF8");
    }
  }

  @Test
  void protectsRedisByAPassword() throws Exception {
    // Then
    assertThat(RedisProbe.command(backends.redis().port(), null, "PING")).startsWith("-NOAUTH");
    assertThat(RedisProbe.command(backends.redis().port(), backends.redis().password(), "PING"))
        .isEqualTo("+PONG");
  }

  @Test
  void namesThePortThatIsTaken(@TempDir Path folder) throws Exception {
    // Given
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var config =
          BackendsConfig.persistent(folder.resolve("data")).withPorts(0, taken.getLocalPort(), 0);

      // Then
      assertThatThrownBy(() -> EmbeddedBackends.start(config))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()))
          .hasMessageContaining("PostgreSQL");
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    // Given
    var config = BackendsConfig.persistent(backends.dataDirectory());

    // Then
    assertThatThrownBy(() -> EmbeddedBackends.start(config))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("already running")
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void keepsSecretsFromOtherUsers() throws Exception {
    // Given
    Path secrets = backends.dataDirectory().resolve("backends.secrets");

    // Then
    assertThat(Files.getPosixFilePermissions(secrets))
        .containsExactlyInAnyOrder(
            java.nio.file.attribute.PosixFilePermission.OWNER_READ,
            java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    assertThat(Files.readString(secrets)).contains(backends.redis().password());
  }

  private static Connection connect(Role role) throws SQLException {
    return DriverManager.getConnection(backends.postgres().jdbcUrl(), role.user(), role.password());
  }
}
