package io.kefu.local.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.local.erp.ErpSimulator.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What an installation answers to whom it knows. Guarded by its user's lock. */
final class Pages {

  private static final String[] COLUMNS = {
    "ord", "khid", "name", "mobile", "weixinAcc", "email", "address", "intro", "product", "jz"
  };

  private final ObjectMapper mapper;
  private final Installation installation;
  private final Predicate<Fault> faults;

  Pages(ObjectMapper mapper, Installation installation, Predicate<Fault> faults) {
    this.mapper = mapper;
    this.installation = installation;
    this.faults = faults;
  }

  /** An answer of the v3 dialect. */
  ObjectNode v3(String path, JsonNode body) {
    Map<String, String> fields = new LinkedHashMap<>();
    body.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    return switch (path) {
      case "/webapi/v3/sales/customer/add" -> v3Save(installation.content.nextId++, fields, true);
      case "/webapi/v3/sales/customer/edit" ->
          v3Save(Integer.parseInt(fields.get("ord")), fields, false);
      case "/webapi/v3/store/inventory/InventorySummary" -> stock(fields);
      default -> code(500, "path");
    };
  }

  /** An answer of an ASP page. */
  ObjectNode asp(String path, JsonNode body) {
    Map<String, String> datas = datas(body);
    String command = body.path("cmdkey").asText("");
    if (path.endsWith("/custom/list.asp")) {
      return command.equals("refresh") ? list(datas) : header(0, "");
    }
    if (path.contains("/custom/add.asp?edit=1")) {
      return detail(datas.get("ord"));
    }
    if (path.contains("/custom/add.asp?intsort=")) {
      return command.equals("__sys_dosave") ? save(datas) : newId();
    }
    if (path.contains("/source.asp?enumid=")) {
      return enumeration(path.substring(path.indexOf('=') + 1));
    }
    if (path.contains("/reply.asp")) {
      installation.content.notes.add(datas);
      installation.changed();
      return header(0, "");
    }
    if (path.contains("list.asp")) {
      return command.equals("refresh") ? table(documents(path, datas), datas) : header(0, "");
    }
    return header(0, "");
  }

  /** Documents as their lists show them: of a customer, of an order, of everybody. */
  private List<Map<String, String>> documents(String path, Map<String, String> datas) {
    String type = datas.getOrDefault("datatype", "");
    String ord = datas.getOrDefault("ord", "");
    String searched = datas.getOrDefault("searchKey", "").toLowerCase(Locale.ROOT);
    boolean everybody = faults.test(Fault.EVERYBODY);
    List<Map<String, String>> rows = new ArrayList<>();
    installation
        .content
        .documents
        .getOrDefault(path, Map.of())
        .forEach(
            (customer, documents) -> {
              for (Map<String, String> document : documents) {
                boolean wanted =
                    switch (type) {
                      case "tel" -> customer.equals(ord);
                      case "contract" -> ord.equals(document.get("contract"));
                      default -> true;
                    };
                boolean matches =
                    // As its database compares: capitals or not.
                    document.values().stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(searched));
                if ((wanted || everybody) && matches) {
                  Map<String, String> row = new LinkedHashMap<>(document);
                  row.put("company", customer);
                  rows.add(row);
                }
              }
            });
    return rows;
  }

  private ObjectNode enumeration(String number) {
    ObjectNode answer = header(0, "");
    ArrayNode options =
        answer.withObject("/body").withObject("/source").put("type", "options").putArray("options");
    installation
        .content
        .enumerations
        .getOrDefault(number, Map.of())
        .forEach((id, word) -> options.addObject().put("v", id).put("n", word));
    return answer;
  }

  /** Rows of the v3 dialect: columns apart, filters by part of a text. */
  private ObjectNode stock(Map<String, String> filters) {
    Map<String, String> columns = Map.of("order1", "Order1", "type1", "Type1", "title", "Title");
    ObjectNode answer = code(200, "ok");
    List<String> names = List.of("Title", "Order1", "Type1", "KYNum", "UnitName");
    names.forEach(name -> answer.withArray("/Cols").addObject().put("id", name));
    ArrayNode rows = answer.putArray("Rows");
    for (Map<String, String> product : installation.content.stock) {
      boolean matches =
          columns.entrySet().stream()
              .allMatch(
                  column ->
                      product
                          .getOrDefault(column.getValue(), "")
                          .contains(filters.getOrDefault(column.getKey(), "")));
      if (matches) {
        ArrayNode row = rows.addArray();
        names.forEach(name -> row.add(product.getOrDefault(name, "")));
      }
    }
    answer.putObject("Page").put("RecordCount", rows.size()).put("PageCount", 1);
    return answer;
  }

  private ObjectNode newId() {
    ObjectNode answer = header(0, "");
    answer
        .withObject("/body")
        .withObject("/bill")
        .put("value", Integer.toString(installation.content.nextId++));
    return answer;
  }

  private ObjectNode save(Map<String, String> datas) {
    int id = Integer.parseInt(datas.get("ord"));
    if (taken(datas.get("khid"), id)) {
      return header(9, "客户编号重复");
    }
    store(id, datas);
    return header(0, "");
  }

  private ObjectNode v3Save(int id, Map<String, String> fields, boolean add) {
    if (fields.getOrDefault("name", "").isBlank()
        || fields.getOrDefault("sort", "").isBlank()
        || fields.getOrDefault("sort1", "").isBlank()
        || fields.getOrDefault("person_name", "").isBlank()) {
      return code(300, "必填");
    }
    if (taken(fields.get("khid"), id)
        || (!add && !installation.content.customers.containsKey(id))) {
      return code(300, "重复");
    }
    store(id, fields);
    return code(200, "ok");
  }

  private boolean taken(String number, int byOther) {
    return number != null
        && !number.isEmpty()
        && installation.content.customers.entrySet().stream()
            .anyMatch(
                entry -> entry.getKey() != byOther && number.equals(entry.getValue().get("khid")));
  }

  private void store(int id, Map<String, String> fields) {
    if (faults.test(Fault.NOT_SAVED)) {
      return;
    }
    Map<String, String> stored =
        installation.content.customers.computeIfAbsent(id, key -> new LinkedHashMap<>());
    stored.putAll(fields);
    stored.remove("ord");
    installation.changed();
  }

  private ObjectNode detail(String ord) {
    ObjectNode answer = header(0, "");
    ObjectNode bill = answer.withObject("/body").withObject("/bill");
    Map<String, String> fields =
        ord.isEmpty() ? null : installation.content.customers.get(Integer.parseInt(ord));
    if (fields != null) {
      ArrayNode groups = bill.putArray("groups");
      ArrayNode first = groups.addObject().putArray("fields");
      first.addObject().put("id", "ord").put("value", ord);
      fields.forEach((id, value) -> first.addObject().put("id", id).put("value", value));
    }
    return answer;
  }

  private ObjectNode list(Map<String, String> datas) {
    List<Map<String, String>> rows = new ArrayList<>();
    installation.content.customers.forEach(
        (id, fields) -> {
          String wanted = datas.getOrDefault("khid", "");
          if (fields.getOrDefault("khid", "").contains(wanted)) {
            Map<String, String> row = new LinkedHashMap<>();
            for (String column : COLUMNS) {
              row.put(column, column.equals("ord") ? id.toString() : fields.get(column));
            }
            rows.add(row);
          }
        });
    return table(rows, datas);
  }

  /** Positional rows; every second one wrapped, as the reference shows both forms. */
  private ObjectNode table(List<Map<String, String>> rows, Map<String, String> datas) {
    int size = Integer.parseInt(datas.getOrDefault("pagesize", "20"));
    int index = Integer.parseInt(datas.getOrDefault("pageindex", "1"));
    ObjectNode answer = header(0, "");
    ObjectNode table = answer.withObject("/body").withObject("/source").withObject("/table");
    ArrayNode columns = table.putArray("cols");
    List<String> names = rows.isEmpty() ? List.of(COLUMNS) : List.copyOf(rows.getFirst().keySet());
    names.forEach(name -> columns.addObject().put("id", name));
    ArrayNode out = table.putArray("rows");
    for (int i = (index - 1) * size; i < Math.min(rows.size(), index * size); i++) {
      ArrayNode cells = i % 2 == 0 ? out.addArray() : out.addObject().putArray("value");
      Map<String, String> row = rows.get(i);
      names.forEach(name -> cells.add(row.get(name)));
    }
    table
        .withObject("/page")
        .put("pagecount", Math.max(1, (rows.size() + size - 1) / size))
        .put("recordcount", rows.size());
    return answer;
  }

  ObjectNode header(int status, String message) {
    ObjectNode answer = mapper.createObjectNode();
    answer.putObject("header").put("status", status).put("message", message);
    return answer;
  }

  ObjectNode code(int code, String message) {
    return mapper.createObjectNode().put("Code", code).put("Msg", message);
  }

  static Map<String, String> datas(JsonNode body) {
    Map<String, String> datas = new LinkedHashMap<>();
    body.path("datas")
        .forEach(data -> datas.put(data.path("id").asText(), data.path("val").asText()));
    return datas;
  }
}
