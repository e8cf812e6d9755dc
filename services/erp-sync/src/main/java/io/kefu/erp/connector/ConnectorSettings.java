package io.kefu.erp.connector;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tenant's {@code connector.yaml}.
 *
 * @param tenant tenant it belongs to
 * @param connector kind of ERP, such as {@code zhibang}
 * @param dialect how customers are written, such as {@code sysa} or {@code v3}
 * @param baseUrl address of the installation
 * @param user login name
 * @param password login password; {@code ${NAME}} in the file takes it from the environment
 * @param timeout longest wait for one answer
 * @param callsPerSecond sustained rate
 * @param burst calls that may come at once
 * @param pageSize rows a page
 * @param fields which of our fields is which of the ERP's
 * @param constants what each new customer gets, ERP field by value
 */
public record ConnectorSettings(
    String tenant,
    String connector,
    String dialect,
    URI baseUrl,
    String user,
    String password,
    Duration timeout,
    int callsPerSecond,
    int burst,
    int pageSize,
    List<Field> fields,
    Map<String, String> constants) {

  private static final int DEFAULT_CALLS_PER_SECOND = 5;
  private static final int DEFAULT_PAGE_SIZE = 100;
  private static final Set<String> DIALECTS = Set.of("sysa", "v3");

  /**
   * One field.
   *
   * @param ours our name
   * @param erp name in saves and details
   * @param column name in lists; the same as erp unless the list says otherwise
   * @param values our value by the ERP's enumeration id (installations differ)
   * @param maxLength longest value the ERP takes; 0 without a limit
   */
  public record Field(
      String ours, String erp, String column, Map<String, String> values, int maxLength) {

    /** Fills in what was left out. */
    public Field {
      column = column == null ? erp : column;
      values = values == null ? Map.of() : Map.copyOf(values);
    }
  }

  /** Fills in defaults and refuses what cannot work. */
  public ConnectorSettings {
    require(tenant, "tenant");
    require(connector, "connector");
    require(user, "user");
    require(password, "password");
    dialect = dialect == null ? "sysa" : dialect;
    if (!DIALECTS.contains(dialect)) {
      throw new IllegalArgumentException("dialect must be one of " + DIALECTS);
    }
    if (baseUrl == null
        || baseUrl.getHost() == null
        || baseUrl.getScheme() == null
        || !Set.of("http", "https").contains(baseUrl.getScheme())) {
      throw new IllegalArgumentException("base_url must be an http or https address");
    }
    timeout = timeout == null ? Duration.ofSeconds(15) : timeout;
    callsPerSecond = callsPerSecond <= 0 ? DEFAULT_CALLS_PER_SECOND : callsPerSecond;
    burst = burst <= 0 ? callsPerSecond : burst;
    pageSize = pageSize <= 0 ? DEFAULT_PAGE_SIZE : pageSize;
    fields = fields == null || fields.isEmpty() ? ZHIBANG_FIELDS : List.copyOf(fields);
    constants = constants == null ? Map.of() : Map.copyOf(constants);
  }

  /** The public field reference's names; every installation may differ. */
  private static final List<Field> ZHIBANG_FIELDS =
      List.of(
          new Field("name", "name", null, null, 100),
          new Field("phone", "mobile", null, null, 50),
          new Field("wechat_id", "weixinAcc", null, null, 50),
          new Field("email", "email", null, null, 50),
          new Field("address", "address", null, null, 200),
          new Field("notes", "intro", null, null, 4000),
          new Field("summary", "product", null, null, 4000),
          new Field(
              "value",
              "jz",
              null,
              Map.of(
                  "very_high",
                  "175",
                  "high",
                  "289",
                  "normal",
                  "176",
                  "low",
                  "177",
                  "very_low",
                  "290"),
              0));

  private static void require(String value, String name) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is missing");
    }
  }

  @Override
  public String toString() {
    return "ConnectorSettings[" + tenant + ", " + connector + ", " + dialect + ", " + baseUrl + "]";
  }
}
