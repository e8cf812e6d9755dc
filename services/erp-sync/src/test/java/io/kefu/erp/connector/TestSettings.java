package io.kefu.erp.connector;

import io.kefu.contracts.erp.ErpLookupKind;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Settings of tests' connectors. */
public final class TestSettings {

  private TestSettings() {}

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
