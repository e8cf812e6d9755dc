package io.kefu.erp.connector;

import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.ConnectorSettings.Field;
import io.kefu.erp.connector.folder.FolderSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings of tests' connectors. */
public final class TestSettings {

  private TestSettings() {}

  /** Files in a folder, read at once. */
  public static ConnectorSettings folder(String tenant, Path path) {
    return new ConnectorSettings(
        tenant,
        "folder",
        null,
        null,
        null,
        null,
        null,
        0,
        0,
        100,
        List.of(
            new Field("name", "name", null, null, 100),
            new Field("phone", "mobile", null, null, 0)),
        null,
        null,
        null,
        null,
        new FolderSettings(path, "khid", null, null, null, Duration.ZERO));
  }

  /** 智邦国际 with all defaults, and nothing to wait for. */
  public static ConnectorSettings zhibang(
      String tenant, String dialect, URI address, String password, Duration timeout) {
    return zhibang(tenant, dialect, address, password, timeout, 5000, Map.of());
  }

  /** The same at a rate, with lookups of its own. */
  public static ConnectorSettings zhibang(
      String tenant,
      String dialect,
      URI address,
      String password,
      Duration timeout,
      int callsPerSecond,
      Map<ErpLookupKind, LookupSettings> lookups) {
    return new ConnectorSettings(
        tenant,
        "zhibang",
        dialect,
        address,
        "kefu",
        password,
        timeout,
        callsPerSecond,
        callsPerSecond,
        100,
        null,
        Map.of("sort", "意向客户", "sort1", "初步接触"),
        lookups,
        null,
        null,
        null);
  }
}
