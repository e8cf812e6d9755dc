package io.kefu.local.backends;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.IntStream;

/** Starts the back ends on a directory, writes to all three, says so and waits to be killed. */
final class CrashVictim {

  static final List<String> VALUES = IntStream.range(0, 500).mapToObj(i -> "值-" + i).toList();
  static final String TOPIC = "message.in";

  private CrashVictim() {}

  public static void main(String[] args) throws Exception {
    var backends = EmbeddedBackends.start(BackendsConfig.persistent(Path.of(args[0])));
    KafkaProbe.send(backends.kafka().bootstrapServers(), TOPIC, VALUES);
    var role = backends.postgres().role("message");
    try (var connection =
            DriverManager.getConnection(
                backends.postgres().jdbcUrl(), role.user(), role.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept (value text)");
      for (String value : VALUES) {
        statement.execute("INSERT INTO kept VALUES ('" + value + "')");
      }
      RedisProbe.command(backends.redis().port(), backends.redis().password(), "SET kept \"充电桩\"");
      // The append-only file is written before the next command is answered, synced within 1 s.
      System.out.println(
          "WRITTEN "
              + backends.postgres().pid().orElseThrow()
              + " "
              + backends.redis().pid().orElseThrow());
      System.out.flush();
      // An open transaction at the moment of the crash must leave nothing behind.
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO kept VALUES ('not committed')");
      Thread.currentThread().join();
    }
  }
}
