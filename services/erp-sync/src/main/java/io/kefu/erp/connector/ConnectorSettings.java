package io.kefu.erp.connector;

import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.folder.FolderSettings;
import io.kefu.erp.connector.rest.RestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
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
 * @param lookups what customers may ask for, and where it stands
 * @param enumerationsRefresh how often the ERP's own lists of words are loaded again
 * @param rest the resources of an ERP that speaks plain REST; for {@code rest} alone
 * @param folder the folder of an ERP that exchanges files; for {@code folder} alone
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
    Map<String, String> constants,
    Map<ErpLookupKind, LookupSettings> lookups,
    Duration enumerationsRefresh,
    RestSettings rest,
    FolderSettings folder) {

  /** Kinds of ERP that there is a connector for. */
  public static final Set<String> CONNECTORS = Set.of("zhibang", "rest", "folder");

  private static final Duration DEFAULT_ENUMERATIONS_REFRESH = Duration.ofHours(12);

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
   * @param enumeration number of the ERP's own list that holds the ids; then labels says which word
   *     of it is which value of ours, and values need not be known
   * @param labels our value by the word of the ERP's list
   */
  public record Field(
      String ours,
      String erp,
      String column,
      Map<String, String> values,
      int maxLength,
      String enumeration,
      Map<String, String> labels) {

    /** Fills in what was left out. */
    public Field {
      require(ours, "fields: ours");
      require(erp, "fields: erp");
      column = column == null ? erp : column;
      values = values == null ? Map.of() : Map.copyOf(values);
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      if (enumeration != null && labels.isEmpty()) {
        throw new IllegalArgumentException(
            "fields: " + ours + " has an enumeration, but no labels");
      }
    }

    /** With the ids of the installation's list, in addition to those that were configured. */
    public Field withIds(Map<String, String> idByWord) {
      Map<String, String> known = new HashMap<>(values);
      labels.forEach(
          (value, word) -> {
            if (idByWord.containsKey(word)) {
              known.put(value, idByWord.get(word));
            }
          });
      return new Field(ours, erp, column, known, maxLength, enumeration, labels);
    }

    /** Whether the ERP holds an id instead of the value. */
    public boolean coded() {
      return !values.isEmpty() || enumeration != null;
    }

    /** A field whose ids are known. */
    public Field(
        String ours, String erp, String column, Map<String, String> values, int maxLength) {
      this(ours, erp, column, values, maxLength, null, null);
    }
  }

  /** Fills in defaults and refuses what cannot work. */
  public ConnectorSettings {
    require(tenant, "tenant");
    require(connector, "connector");
    if (!CONNECTORS.contains(connector)) {
      throw new IllegalArgumentException("connector must be one of " + CONNECTORS);
    }
    dialect = dialect == null ? "sysa" : dialect;
    if (!DIALECTS.contains(dialect)) {
      throw new IllegalArgumentException("dialect must be one of " + DIALECTS);
    }
    switch (connector) {
      case "zhibang" -> {
        require(user, "user");
        require(password, "password");
        requireAddress(baseUrl);
      }
      case "rest" -> {
        requireAddress(baseUrl);
        requirePart(rest, "rest");
        requirePart(fields, "fields");
      }
      default -> {
        requirePart(folder, "folder");
        requirePart(fields, "fields");
      }
    }
    timeout = timeout == null ? Duration.ofSeconds(15) : timeout;
    callsPerSecond = callsPerSecond <= 0 ? DEFAULT_CALLS_PER_SECOND : callsPerSecond;
    burst = burst <= 0 ? callsPerSecond : burst;
    pageSize = pageSize <= 0 ? DEFAULT_PAGE_SIZE : pageSize;
    fields = fields == null || fields.isEmpty() ? ZHIBANG_FIELDS : List.copyOf(fields);
    constants = constants == null ? Map.of() : Map.copyOf(constants);
    lookups = lookups == null ? Map.of() : Map.copyOf(lookups);
    enumerationsRefresh =
        enumerationsRefresh == null ? DEFAULT_ENUMERATIONS_REFRESH : enumerationsRefresh;
  }

  private static void requireAddress(URI address) {
    if (address == null
        || address.getHost() == null
        || address.getScheme() == null
        || !Set.of("http", "https").contains(address.getScheme())) {
      throw new IllegalArgumentException("base_url must be an http or https address");
    }
  }

  private static void requirePart(Object part, String name) {
    if (part == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
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
