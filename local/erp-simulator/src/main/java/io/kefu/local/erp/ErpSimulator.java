package io.kefu.local.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
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

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpServer server;
  private final Random random;
  private final Map<Fault, Double> faults = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
  private final Installation installation;
  private final Pages pages;
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
    pages = new Pages(mapper, installation, this::happens);
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
      return login(Pages.datas(body));
    }
    boolean v3 = path.startsWith("/webapi/v3/");
    String shown = v3 ? token : body.path("session").asText("");
    if (session.isEmpty() || !session.equals(shown)) {
      return v3 ? pages.code(400, "token") : pages.header(400, "session");
    }
    return v3 ? pages.v3(path, body) : pages.asp(path, body);
  }

  private ObjectNode login(Map<String, String> datas) {
    logins.incrementAndGet();
    if (captcha && datas.getOrDefault("rndcode", "").isEmpty()) {
      return pages.header(3, "请输入验证码");
    }
    if (!("txt:" + user).equals(datas.get("user"))
        || !("txt:" + password).equals(datas.get("password"))) {
      return pages.header(1, "用户名或密码错误");
    }
    if (!datas.getOrDefault("serialnum", "").matches("[A-Za-z0-9]{1,20}")) {
      return pages.header(2, "serialnum");
    }
    session = Long.toHexString(random.nextLong());
    ObjectNode answer = pages.header(0, "");
    answer.withObject("/header").put("session", session);
    return answer;
  }

  private boolean happens(Fault fault) {
    boolean now = random.nextDouble() < faults.getOrDefault(fault, 0.0);
    if (now) {
      happened.merge(fault, 1, Integer::sum);
    }
    return now;
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
