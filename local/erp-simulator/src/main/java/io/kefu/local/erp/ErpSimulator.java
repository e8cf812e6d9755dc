package io.kefu.local.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An installation of 智邦国际 as its reference describes the wire: login, the ASP pages for customers
 * and their documents, and the v3 calls for writing. It can be told to misbehave.
 */
public final class ErpSimulator implements AutoCloseable {

  /** How an installation misbehaves. */
  public enum Fault {
    /** Answers that it failed, having done nothing. */
    SERVER_ERROR,
    /** Does what was asked, then drops the connection without an answer. */
    LOST_ANSWER,
    /** Says yes to a save and does not store it. */
    NOT_SAVED,
    /** Forgets the session. */
    SESSION_LOST,
    /** Answers later than anyone waits. */
    SLOW,
    /** Begins to answer at once and ends later than anyone waits. */
    TRICKLE,
    /** Forgets whose rows were asked for and shows everybody's. */
    EVERYBODY
  }

  private static final String[] COLUMNS = {
    "ord", "khid", "name", "mobile", "weixinAcc", "email", "address", "intro", "product", "jz"
  };

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpServer server;
  private final Random random;
  private final Map<Fault, Double> faults = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
  private final Installation installation;
  private final AtomicInteger logins = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private long slowMillis = 1500;
  private String session = "";
  private boolean captcha;
  private String user = "kefu";
  private String password = "right";

  /** An empty one on any free port, that forgets all when it ends. */
  public ErpSimulator(long seed) {
    this(seed, 0, null);
  }

  /**
   * One that lasts.
   *
   * @param seed for its faults
   * @param port where it listens; 0 for any free port
   * @param file where its data are kept; null to forget them
   */
  public ErpSimulator(long seed, int port, Path file) {
    random = new Random(seed);
    installation = new Installation(mapper, file);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Makes a fault happen with a probability, 0 to 1. */
  public synchronized void fault(Fault fault, double probability) {
    faults.put(fault, probability);
  }

  /** Who may log in. */
  public synchronized void credentials(String name, String word) {
    user = name;
    password = word;
  }

  /** How much later a slow answer comes. */
  public synchronized void slowness(Duration pause) {
    slowMillis = pause.toMillis();
  }

  /** Ends all faults. */
  public synchronized void heal() {
    faults.clear();
  }

  /** Ends the session: whoever calls with it has to log in again. */
  public synchronized void loseSession() {
    session = "";
  }

  /** Whether the next login wants a captcha; ends the session. */
  public synchronized void wantCaptcha(boolean wanted) {
    captcha = wanted;
    session = "";
  }

  /** Adds a customer by the wire's names; answers its id. */
  public synchronized int addCustomer(Map<String, String> fields) {
    int id = installation.content.nextId++;
    installation.content.customers.put(id, new LinkedHashMap<>(fields));
    installation.changed();
    return id;
  }

  /** Changes a field of a customer, as somebody at the ERP's own screens would. */
  public synchronized void change(int id, String field, String value) {
    installation.content.customers.get(id).put(field, value);
    installation.changed();
  }

  /** All customers by id. */
  public synchronized Map<Integer, Map<String, String>> customers() {
    Map<Integer, Map<String, String>> copy = new TreeMap<>();
    installation.content.customers.forEach((id, fields) -> copy.put(id, Map.copyOf(fields)));
    return copy;
  }

  /**
   * Adds a document.
   *
   * @param path the list it stands in
   * @param customer id of its customer
   */
  public synchronized void addDocument(String path, String customer, Map<String, String> row) {
    installation.addDocument(path, customer, row);
    installation.changed();
  }

  /** Adds a product in stock. */
  public synchronized void addStock(Map<String, String> row) {
    installation.content.stock.add(new LinkedHashMap<>(row));
    installation.changed();
  }

  /** Sets a list of words, word by id. */
  public synchronized void addEnumeration(String number, Map<String, String> words) {
    installation.content.enumerations.put(number, new TreeMap<>(words));
    installation.changed();
  }

  /** Follow-up notes, as they were sent. */
  public synchronized List<Map<String, String>> notes() {
    return List.copyOf(installation.content.notes);
  }

  /** How often a fault has happened. */
  public synchronized int happened(Fault fault) {
    return happened.getOrDefault(fault, 0);
  }

  /** Faults that may happen now. */
  public synchronized Map<Fault, Double> faults() {
    return Map.copyOf(faults);
  }

  /** Logins so far. */
  public int logins() {
    return logins.get();
  }

  /** Calls so far, logins included. */
  public int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    JsonNode body = mapper.readTree(exchange.getRequestBody());
    String path = exchange.getRequestURI().toString();
    boolean lose;
    boolean trickle;
    long delay;
    ObjectNode answer;
    synchronized (this) {
      if (happens(Fault.SERVER_ERROR)) {
        exchange.sendResponseHeaders(500, -1);
        exchange.close();
        return;
      }
      if (happens(Fault.SESSION_LOST)) {
        session = "";
      }
      answer = answer(path, body, exchange.getRequestHeaders().getFirst("ZBAPI-Token"));
      lose = happens(Fault.LOST_ANSWER);
      delay = happens(Fault.SLOW) ? slowMillis : 0;
      trickle = happens(Fault.TRICKLE);
    }
    if (delay > 0) {
      pause(delay);
    }
    if (lose) {
      exchange.close();
      return;
    }
    byte[] bytes = mapper.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    if (trickle) {
      exchange.getResponseBody().write(bytes, 0, 1);
      exchange.getResponseBody().flush();
      pause(slowMillis);
      exchange.getResponseBody().write(bytes, 1, bytes.length - 1);
    } else {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private ObjectNode answer(String path, JsonNode body, String token) {
    if (path.equals("/webapi/v3/ov1/login")) {
      return login(datas(body));
    }
    boolean v3 = path.startsWith("/webapi/v3/");
    String shown = v3 ? token : body.path("session").asText("");
    if (session.isEmpty() || !session.equals(shown)) {
      return v3 ? code(400, "token") : header(400, "session");
    }
    if (v3) {
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
    boolean everybody = happens(Fault.EVERYBODY);
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

  private ObjectNode login(Map<String, String> datas) {
    logins.incrementAndGet();
    if (captcha && datas.getOrDefault("rndcode", "").isEmpty()) {
      return header(3, "请输入验证码");
    }
    if (!("txt:" + user).equals(datas.get("user"))
        || !("txt:" + password).equals(datas.get("password"))) {
      return header(1, "用户名或密码错误");
    }
    if (!datas.getOrDefault("serialnum", "").matches("[A-Za-z0-9]{1,20}")) {
      return header(2, "serialnum");
    }
    session = Long.toHexString(random.nextLong());
    ObjectNode answer = header(0, "");
    answer.withObject("/header").put("session", session);
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
    if (happens(Fault.NOT_SAVED)) {
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

  private boolean happens(Fault fault) {
    boolean now = random.nextDouble() < faults.getOrDefault(fault, 0.0);
    if (now) {
      happened.merge(fault, 1, Integer::sum);
    }
    return now;
  }

  private ObjectNode header(int status, String message) {
    ObjectNode answer = mapper.createObjectNode();
    answer.putObject("header").put("status", status).put("message", message);
    return answer;
  }

  private ObjectNode code(int code, String message) {
    return mapper.createObjectNode().put("Code", code).put("Msg", message);
  }

  private static Map<String, String> datas(JsonNode body) {
    Map<String, String> datas = new LinkedHashMap<>();
    body.path("datas")
        .forEach(data -> datas.put(data.path("id").asText(), data.path("val").asText()));
    return datas;
  }

  /** A slow ERP is slow: this is what it does, not how a test waits. */
  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
