package io.kefu.local.fleet;

import io.kefu.local.erp.DemoInstallation;
import io.kefu.local.erp.ErpSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The simulated ERP of the local run, in the launcher's own process, and what erp-sync must know to
 * find it. Its data survive a restart as the fleet's do: erp-sync remembers the customers' ids.
 */
public final class DemoErp implements AutoCloseable {

  /** WeChat id by which the ERP knows the demo customer: {@code ./kefu chat --chat} with it. */
  public static final String CUSTOMER = "wxid_wangxiansheng";

  private static final String CUSTOMER_NAME = "王先生";
  private static final String USER = "kefu";
  private static final String CONNECTOR =
      """
      # Written at each start of the local run.
      tenant: %s
      connector: zhibang
      dialect: v3
      base_url: %s
      user: %s
      password: ${KEFU_DEMO_ERP_PASSWORD}
      calls_per_second: 20
      burst: 40
      constants:
        sort: 意向客户
        sort1: 已建档
      """;

  private final FleetHome home;
  private final String password;
  private final ErpSimulator simulator;

  private DemoErp(FleetHome home, String password, ErpSimulator simulator) {
    this.home = home;
    this.password = password;
    this.simulator = simulator;
  }

  /** Starts it with the demo customers, or with what it held before. */
  static DemoErp start(FleetHome home, int port, FleetSecrets secrets) throws IOException {
    var simulator =
        new ErpSimulator(System.nanoTime(), port, home.erp().resolve("installation.json"));
    simulator.credentials(USER, secrets.erpPassword());
    DemoInstallation.fill(simulator, CUSTOMER, CUSTOMER_NAME);
    var erp = new DemoErp(home, secrets.erpPassword(), simulator);
    erp.describe();
    return erp;
  }

  private Path connectors() {
    return home.erp().resolve("connectors");
  }

  private void describe() throws IOException {
    Files.createDirectories(connectors());
    Path next =
        Files.createTempFile(
            home.erp(),
            "connector",
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, CONNECTOR.formatted(FleetLogin.TENANT, simulator.address(), USER));
    Files.move(
        next,
        connectors().resolve("demo.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** For erp-sync: where its connectors are described, and rounds short enough to watch. */
  Map<String, String> environment() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("KEFU_ERP_CONNECTORS_FOLDER", connectors().toString());
    variables.put("KEFU_DEMO_ERP_PASSWORD", password);
    variables.put("KEFU_ERP_PULL_EVERY", "PT2M");
    variables.put("KEFU_ERP_PULL_JITTER", "PT0S");
    variables.put("KEFU_ERP_PUSH_ROUND", "PT1M");
    return variables;
  }

  /** The simulator itself, for tests that look into it or make it fail. */
  public ErpSimulator simulator() {
    return simulator;
  }

  @Override
  public void close() {
    simulator.close();
  }
}
