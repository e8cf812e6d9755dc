package io.kefu.erp.connector.zhibang;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.CallLimit;
import io.kefu.erp.connector.ConnectorSettings;
import io.kefu.erp.connector.DocumentQuery;
import io.kefu.erp.connector.DocumentRows;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpDocument;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.connector.FieldMapping;
import io.kefu.erp.connector.LookupSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * 智邦国际 (domain.md §8). Reading speaks the ASP dialect, which alone has lists; writing speaks the
 * dialect of the settings. Nothing here was tried against a live installation.
 */
public final class ZhibangConnector implements ErpConnector {

  private static final String ASP = "/sysa/mobilephone/";
  private static final String CUSTOMERS = ASP + "salesmanage/custom/list.asp";
  private static final String CUSTOMER = ASP + "salesmanage/custom/add.asp";
  private static final String NOTE = ASP + "systemmanage/reply.asp?datatype=tel";
  private static final String V3_ADD = "/webapi/v3/sales/customer/add";
  private static final String V3_EDIT = "/webapi/v3/sales/customer/edit";
  private static final String ENUMERATION = ASP + "systemmanage/source.asp?enumid=";
  private static final String V3 = "/webapi/v3/";
  private static final Optional<String> REFRESH = Optional.of("refresh");
  private static final Optional<String> SAVE = Optional.of("__sys_dosave");
  private static final String ID = "ord";
  private static final String NUMBER = "khid";
  private static final String OWNER = "company";
  private static final String COMPANY = "1";
  private static final String PERSON = "2";
  private static final int MAX_NOTE_CHARACTERS = 1000;

  private final ConnectorSettings settings;
  private final ZhibangHttp http;
  private final Enumerations enumerations;
  private final Map<ErpLookupKind, LookupSettings> lookups;

  /**
   * A connector; opens nothing yet.
   *
   * @param serialNumber 1 to 20 letters or digits that name this caller in the login
   */
  public ZhibangConnector(ConnectorSettings settings, ObjectMapper mapper, String serialNumber) {
    this.settings = settings;
    this.http = new ZhibangHttp(settings, mapper, serialNumber);
    this.enumerations = new Enumerations(settings.enumerationsRefresh());
    this.lookups = ZhibangLookups.with(settings.lookups());
  }

  @Override
  public String name() {
    return "zhibang/" + settings.dialect();
  }

  @Override
  public Map<String, String> asShown(Map<String, String> fields) {
    return mapping().asShown(fields);
  }

  @Override
  public void verify() {
    table(CUSTOMERS, Map.of("pagesize", "1", "pageindex", "1"), CallLimit.ofTheSync());
  }

  @Override
  public Page list(Optional<String> from) {
    int index = from.map(Integer::parseInt).orElse(1);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("pagesize", Integer.toString(settings.pageSize()));
    query.put("pageindex", Integer.toString(index));
    // By id: a row that is added while we page comes last and shifts nobody.
    query.put("_rpt_sort", ID);
    Table table = table(CUSTOMERS, query, CallLimit.ofTheSync());
    FieldMapping mapping = mapping();
    return new Page(
        table.rows().stream().map(row -> fromRow(row, mapping)).toList(),
        index < table.pageCount() ? Optional.of(Integer.toString(index + 1)) : Optional.empty());
  }

  @Override
  public Optional<ErpRecord> get(String erpId) {
    JsonNode body =
        http.page(
            CUSTOMER + "?edit=1",
            Optional.empty(),
            Map.of("edit", "1", ID, erpId),
            CallLimit.ofTheSync());
    Map<String, String> detail = new LinkedHashMap<>();
    collect(body.path("bill"), detail);
    if (!erpId.equals(detail.get(ID))) {
      return Optional.empty();
    }
    return Optional.of(record(erpId, detail.get(NUMBER), mapping().fromDetail(detail)));
  }

  @Override
  public Optional<ErpRecord> findByNumber(String number) {
    // The filter is fuzzy (WX1 finds WX10 too): page through all of it and keep the exact ones.
    List<Map<String, String>> found = new ArrayList<>();
    int pages = 1;
    for (int page = 1; page <= pages; page++) {
      Table table =
          table(
              CUSTOMERS,
              Map.of(
                  NUMBER,
                  number,
                  "pagesize",
                  Integer.toString(settings.pageSize()),
                  "pageindex",
                  Integer.toString(page),
                  "_rpt_sort",
                  ID),
              CallLimit.ofTheSync());
      table.rows().stream().filter(row -> number.equals(row.get(NUMBER))).forEach(found::add);
      pages = table.pageCount();
    }
    if (found.size() > 1) {
      throw new ErpException(
          Kind.DUPLICATE, "the ERP holds " + found.size() + " customers with number " + number);
    }
    return found.isEmpty() ? Optional.empty() : get(found.getFirst().get(ID));
  }

  @Override
  public void create(String number, Map<String, String> fields) {
    Map<String, String> values = new LinkedHashMap<>(settings.constants());
    values.putAll(mapping().toErp(fields));
    values.put(NUMBER, number);
    values.put("person_name", fields.getOrDefault("person_name", fields.getOrDefault("name", "")));
    String kind = "company".equals(fields.get("kind")) ? COMPANY : PERSON;
    if (settings.dialect().equals("v3")) {
      values.put("sort2", kind);
      http.call(V3_ADD, values, CallLimit.ofTheSync());
      return;
    }
    String path = CUSTOMER + "?intsort=" + kind;
    String id =
        http.page(path, Optional.empty(), Map.of("edit", ""), CallLimit.ofTheSync())
            .path("bill")
            .path("value")
            .asText("");
    if (id.isEmpty()) {
      throw new ErpException(Kind.UNREADABLE, "no new id in the answer of " + path);
    }
    values.put(ID, id);
    http.page(path, SAVE, values, CallLimit.ofTheSync());
  }

  @Override
  public void update(ErpRecord current, Map<String, String> fields) {
    // A save takes the whole form: what is not sent would be emptied.
    Map<String, String> all = new LinkedHashMap<>(current.fields());
    all.putAll(fields);
    Map<String, String> values = new LinkedHashMap<>(settings.constants());
    values.putAll(mapping().toErp(all));
    values.put(ID, current.erpId());
    values.put(NUMBER, all.getOrDefault("customer_number", ""));
    values.put("person_name", all.getOrDefault("person_name", all.getOrDefault("name", "")));
    String kind = "company".equals(all.get("kind")) ? COMPANY : PERSON;
    if (settings.dialect().equals("v3")) {
      values.put("sort2", kind);
      http.call(V3_EDIT, values, CallLimit.ofTheSync());
    } else {
      http.page(CUSTOMER + "?intsort=" + kind, SAVE, values, CallLimit.ofTheSync());
    }
  }

  @Override
  public void note(String erpId, String text) {
    String cut =
        text.length() > MAX_NOTE_CHARACTERS ? text.substring(0, MAX_NOTE_CHARACTERS) : text;
    http.page(
        NOTE,
        SAVE,
        Map.of(ID, erpId, "intro", cut, "sort", "484", "lead", "0", "plantype", "0"),
        CallLimit.ofTheSync());
  }

  @Override
  public List<ErpDocument> documents(DocumentQuery query, CallLimit limit) {
    return DocumentRows.find(
        query,
        lookups,
        attempt ->
            attempt.path().startsWith(V3)
                ? v3Rows(attempt.path(), attempt.parameters(), limit)
                : ofCustomer(query, table(attempt.path(), attempt.parameters(), limit).rows()),
        enumeration -> words(enumeration, limit));
  }

  /** Where a list shows whose row it is, the ERP's filter is not believed without a look. */
  private static List<Map<String, String>> ofCustomer(
      DocumentQuery query, List<Map<String, String>> rows) {
    return rows.stream()
        .filter(
            row ->
                row.getOrDefault(OWNER, "").isBlank()
                    || query.erpId().equals(Optional.of(row.get(OWNER))))
        .toList();
  }

  /** Rows of the v3 dialect: objects, or arrays that go with the columns. */
  private List<Map<String, String>> v3Rows(
      String path, Map<String, String> parameters, CallLimit limit) {
    JsonNode answer = http.call(path, parameters, limit);
    JsonNode list = answer.has("Rows") ? answer : answer.path("Data");
    if (!list.path("Rows").isArray()) {
      throw new ErpException(Kind.UNREADABLE, "no Rows in the answer of " + path);
    }
    List<String> columns = new ArrayList<>();
    list.path("Cols")
        .forEach(column -> columns.add(column.isTextual() ? column.asText() : columnId(column)));
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode row : list.path("Rows")) {
      Map<String, String> named = new LinkedHashMap<>();
      if (row.isObject()) {
        row.properties().forEach(cell -> named.put(cell.getKey(), text(cell.getValue())));
      } else {
        for (int i = 0; i < columns.size() && i < row.size(); i++) {
          named.put(columns.get(i), text(row.get(i)));
        }
      }
      rows.add(named);
    }
    return rows;
  }

  private static String columnId(JsonNode column) {
    return column.path("id").asText(column.path("dbname").asText(""));
  }

  private static String text(JsonNode cell) {
    return cell.isNull() ? "" : cell.asText();
  }

  @Override
  public void close() {
    http.close();
  }

  /** With the ids of this installation for fields whose words alone are configured. */
  private FieldMapping mapping() {
    return new FieldMapping(
        settings.fields().stream()
            .map(
                field ->
                    field.enumeration() == null
                        ? field
                        : field.withIds(words(field.enumeration(), CallLimit.ofTheSync())))
            .toList());
  }

  private Map<String, String> words(String enumeration, CallLimit limit) {
    return enumerations.of(
        enumeration, id -> http.page(ENUMERATION + id, REFRESH, Map.of("enumid", id), limit));
  }

  private ErpRecord fromRow(Map<String, String> row, FieldMapping mapping) {
    String id = row.get(ID);
    if (id == null || id.isEmpty()) {
      throw new ErpException(Kind.UNREADABLE, "a customer row without the column " + ID);
    }
    return record(id, row.get(NUMBER), mapping.fromColumns(row));
  }

  private static ErpRecord record(String id, String number, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("customer_number", number);
    return new ErpRecord(id, all);
  }

  private record Table(List<Map<String, String>> rows, int pageCount) {}

  private Table table(String path, Map<String, String> query, CallLimit limit) {
    JsonNode table = http.page(path, REFRESH, query, limit).path("source").path("table");
    if (!table.path("cols").isArray()) {
      throw new ErpException(Kind.UNREADABLE, "no source.table.cols in the answer of " + path);
    }
    List<String> columns = new ArrayList<>();
    table.path("cols").forEach(column -> columns.add(column.path("id").asText()));
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode row : table.path("rows")) {
      // Rows come as arrays or as {"value": [...]}.
      JsonNode cells = row.isArray() ? row : row.path("value");
      Map<String, String> named = new LinkedHashMap<>();
      for (int i = 0; i < columns.size() && i < cells.size(); i++) {
        named.put(columns.get(i), text(cells.get(i)));
      }
      rows.add(named);
    }
    return new Table(rows, table.path("page").path("pagecount").asInt(1));
  }

  /** Gathers every {@code {id, value}} of a form, however deep its groups are. */
  private static void collect(JsonNode node, Map<String, String> into) {
    if (node.isObject() && node.path("id").isTextual()) {
      JsonNode value = node.has("value") ? node.get("value") : node.get("val");
      if (value != null && value.isValueNode()) {
        into.put(node.get("id").asText(), value.isNull() ? "" : value.asText());
      }
    }
    node.forEach(child -> collect(child, into));
  }
}
