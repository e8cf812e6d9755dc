package io.kefu.erp.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.erp.connector.CallLimit;
import io.kefu.erp.connector.ConnectorSettings;
import io.kefu.erp.connector.DocumentQuery;
import io.kefu.erp.connector.DocumentRows;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpDocument;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.ErpHttp;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.connector.FieldMapping;
import io.kefu.erp.connector.rest.RestSettings.Listing;
import io.kefu.erp.connector.rest.RestSettings.Paging;
import io.kefu.erp.connector.rest.RestSettings.Resource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An ERP that speaks plain REST, as its {@link RestSettings} describe it. */
public final class RestConnector implements ErpConnector {

  private static final int OK_END = 300;
  private static final int NOT_FOUND = 404;

  private final ConnectorSettings settings;
  private final RestSettings rest;
  private final FieldMapping mapping;
  private final ErpHttp http;
  private final RestAuth auth;

  private record Rows(List<Map<String, String>> rows, Optional<String> next) {}

  /** A connector; opens nothing yet. */
  public RestConnector(ConnectorSettings settings, ObjectMapper mapper) {
    this.settings = settings;
    this.rest = settings.rest();
    this.mapping = new FieldMapping(settings.fields());
    this.http = new ErpHttp(settings, mapper);
    this.auth = new RestAuth(settings, http);
  }

  @Override
  public String name() {
    return "rest";
  }

  @Override
  public Map<String, String> asShown(Map<String, String> fields) {
    return mapping.asShown(fields);
  }

  @Override
  public void verify() {
    list(Optional.empty());
  }

  @Override
  public Page list(Optional<String> from) {
    return page(rows(rest.list(), Map.of(), from));
  }

  @Override
  public Page listChanged(Instant since, Optional<String> from) {
    return rest.changed() == null
        ? list(from)
        : page(rows(rest.changed(), Map.of("{since}", since.toString()), from));
  }

  private Page page(Rows page) {
    return new Page(
        page.rows().stream().map(row -> record(row, mapping.fromColumns(row))).toList(),
        page.next());
  }

  @Override
  public Optional<ErpRecord> get(String erpId) {
    Resource get = rest.get();
    return call("GET", filled(get.path(), erpId), null, CallLimit.ofTheSync())
        .map(body -> RestJson.flat(RestJson.at(body, get.record())))
        .map(row -> record(row, mapping.fromDetail(row)))
        .filter(record -> record.erpId().equals(erpId));
  }

  @Override
  public Optional<ErpRecord> findByNumber(String number) {
    List<Map<String, String>> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Optional<String> from = Optional.empty();
    boolean goesOn;
    do {
      Rows page = rows(rest.find(), Map.of("{number}", number), from);
      goesOn = false;
      for (Map<String, String> row : page.rows()) {
        // An ERP that repeats its last page for ever must not hold us.
        if (seen.add(row.getOrDefault(rest.id(), ""))) {
          goesOn = true;
          if (number.equals(row.get(rest.number()))) {
            found.add(row);
          }
        }
      }
      from = page.next();
    } while (goesOn && from.isPresent());
    if (found.size() > 1) {
      throw new ErpException(
          Kind.DUPLICATE, "the ERP holds " + found.size() + " customers with number " + number);
    }
    return found.isEmpty() ? Optional.empty() : get(found.getFirst().get(rest.id()));
  }

  @Override
  public void create(String number, Map<String, String> fields) {
    Map<String, String> values = new LinkedHashMap<>(settings.constants());
    values.putAll(mapping.toErp(fields));
    values.put(rest.number(), number);
    write(rest.create(), "POST", rest.create().path(), values);
  }

  @Override
  public void update(ErpRecord current, Map<String, String> fields) {
    Resource update = rest.update();
    String method = update.method() == null ? "PATCH" : update.method();
    Map<String, String> values = new LinkedHashMap<>();
    if (method.equals("PATCH")) {
      values.putAll(mapping.toErp(fields));
    } else {
      // What replaces the whole must hold the whole.
      Map<String, String> all = new LinkedHashMap<>(current.fields());
      all.putAll(fields);
      values.putAll(settings.constants());
      values.putAll(mapping.toErp(all));
      values.put(rest.number(), all.getOrDefault("customer_number", ""));
    }
    write(update, method, filled(update.path(), current.erpId()), values);
  }

  @Override
  public void note(String erpId, String text) {
    if (rest.note() != null) {
      write(
          new Resource("POST", rest.note().path(), ""),
          "POST",
          filled(rest.note().path(), erpId),
          Map.of(rest.note().text(), text));
    }
  }

  @Override
  public List<ErpDocument> documents(DocumentQuery query, CallLimit limit) {
    return DocumentRows.find(
        query,
        settings.lookups(),
        attempt ->
            call("GET", address(attempt.path(), attempt.parameters()), null, limit)
                .map(body -> items(body, settings.lookups().get(query.kind()).items()))
                .orElseGet(List::of),
        enumeration -> Map.of());
  }

  private void write(Resource how, String method, String path, Map<String, String> values) {
    JsonNode body = RestJson.nested(http.mapper(), values, how.record());
    if (call(how.method() == null ? method : how.method(), path, body, CallLimit.ofTheSync())
        .isEmpty()) {
      throw new ErpException(Kind.REFUSED, "HTTP 404 from " + path);
    }
  }

  private Rows rows(Listing listing, Map<String, String> filled, Optional<String> from) {
    Paging paging = listing.paging();
    Map<String, String> query = new LinkedHashMap<>();
    listing.query().forEach((name, value) -> query.put(name, filled.getOrDefault(value, value)));
    if (paging.size() != null) {
      query.put(paging.size(), Integer.toString(settings.pageSize()));
    }
    String start = from.orElse(paging.style().equals("page") ? "1" : "0");
    if (!paging.style().equals("none") && (from.isPresent() || !paging.style().equals("cursor"))) {
      query.put(paging.parameter(), start);
    }
    JsonNode body =
        call("GET", address(listing.path(), query), null, CallLimit.ofTheSync())
            .orElseThrow(
                () -> new ErpException(Kind.UNREADABLE, "HTTP 404 from " + listing.path()));
    List<Map<String, String>> rows = items(body, listing.items());
    // Only an empty page is surely behind the last: an ERP may give fewer rows than asked for.
    boolean last = rows.isEmpty();
    Optional<String> next =
        switch (paging.style()) {
          case "page" -> last ? Optional.empty() : plus(start, 1);
          case "offset" -> last ? Optional.empty() : plus(start, rows.size());
          case "cursor" -> {
            JsonNode cursor = RestJson.at(body, paging.next());
            yield cursor.isValueNode() && !cursor.isNull() && !cursor.asText().isBlank()
                ? Optional.of(cursor.asText())
                : Optional.empty();
          }
          default -> Optional.empty();
        };
    return new Rows(rows, next);
  }

  private static Optional<String> plus(String start, int count) {
    return Optional.of(Integer.toString(Integer.parseInt(start) + count));
  }

  private static List<Map<String, String>> items(JsonNode body, String place) {
    JsonNode items = RestJson.at(body, place == null ? "" : place);
    if (!items.isArray()) {
      throw new ErpException(Kind.UNREADABLE, "no list at '" + place + "' in the answer");
    }
    List<Map<String, String>> rows = new ArrayList<>();
    items.forEach(item -> rows.add(RestJson.flat(item)));
    return rows;
  }

  private ErpRecord record(Map<String, String> row, Map<String, String> fields) {
    String id = row.getOrDefault(rest.id(), "");
    if (id.isEmpty()) {
      throw new ErpException(Kind.UNREADABLE, "a customer without " + rest.id());
    }
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("customer_number", row.get(rest.number()));
    return new ErpRecord(id, all);
  }

  /** One call, with a new token if the old one is refused; nothing for 404. */
  private Optional<JsonNode> call(String method, String path, JsonNode body, CallLimit limit) {
    Map<String, String> headers = auth.headers(limit);
    ErpHttp.Answer answer = http.json(method, path, body, headers, limit);
    if (answer.status() == 401 && auth.renewable(headers)) {
      answer = http.json(method, path, body, auth.headers(limit), limit);
    }
    int status = answer.status();
    if (status == NOT_FOUND) {
      return Optional.empty();
    }
    if (status < OK_END) {
      return Optional.of(answer.body());
    }
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.LOGIN_REFUSED;
          default -> status < 400 ? Kind.UNREADABLE : Kind.REFUSED;
        };
    throw new ErpException(kind, "HTTP " + status + " from " + path.replaceAll("\\?.*", ""));
  }

  private static String filled(String path, String id) {
    return path.replace("{id}", encoded(id));
  }

  private static String address(String path, Map<String, String> query) {
    StringBuilder address = new StringBuilder(path);
    char before = path.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      address.append(before).append(encoded(parameter.getKey()));
      address.append('=').append(encoded(parameter.getValue()));
      before = '&';
    }
    return address.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
  }
}
