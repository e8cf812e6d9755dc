package io.kefu.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.neighbour.Neighbour;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Passage;
import io.kefu.gateway.neighbour.ServerEvent;
import io.kefu.gateway.session.TextHygiene;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Passes the current request on to the service that owns what it is about. Its address there is its
 * address here with {@code /internal/v1} in front; only people pass, never agents.
 *
 * <p>An administrative change is in the audit log before it is asked for: no change without an
 * entry. When the service refuses it, a second entry says so.
 */
@RequestScoped
public class PassOn {

  /** What the outside may say about a request besides its body. */
  private static final List<String> FORTH =
      List.of("Content-Type", "Accept", "If-Match", "If-None-Match", "traceparent", "tracestate");

  private static final String OUTSIDE = "/api/v1/";
  private static final String INSIDE = "/internal/v1/";

  /** Where the same thing has another name inside. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "knowledge", "knowledge-bases",
          "ai/providers", "providers",
          "ai/usage", "ai-usage",
          "ai/settings", "ai-settings",
          "ai/forms", "forms");

  /** What rag-service calls a job, at an address that other services could use as well. */
  private static final Map<String, String> LOCATIONS = Map.of("jobs", "knowledge/jobs");

  private static final int MAX_AUDITED = 16_384;

  /**
   * An administrative change.
   *
   * @param action such as {@code rule.stored}
   * @param kind kind of its target
   * @param target id of its target
   * @param shown whether the body may stand in the audit log
   */
  public record Change(String action, String kind, String target, boolean shown) {

    /** A change without secrets. */
    public static Change of(String action, String kind, String target) {
      return new Change(action, kind, target, true);
    }
  }

  private final Passage passage;
  private final DocumentedParameters parameters;
  private final NeighbourConfig limits;
  private final CurrentCaller caller;
  private final CurrentVertxRequest request;
  private final AuditLog audit;
  private final TenantScope tenants;
  private final ObjectMapper json;

  PassOn(
      Passage passage,
      DocumentedParameters parameters,
      NeighbourConfig limits,
      CurrentCaller caller,
      CurrentVertxRequest request,
      AuditLog audit,
      TenantScope tenants,
      ObjectMapper json) {
    this.passage = passage;
    this.parameters = parameters;
    this.limits = limits;
    this.caller = caller;
    this.request = request;
    this.audit = audit;
    this.tenants = tenants;
    this.json = json;
  }

  /** Passes a question on. */
  public Uni<RestResponse<String>> on(Neighbour neighbour) {
    return send(neighbour, limits.readLimit(), null).map(PassOn::answer);
  }

  /** Passes a question on whose answer is a file: byte for byte, whatever it holds. */
  public Uni<Response> file(Neighbour neighbour) {
    return send(neighbour, limits.documentLimit(), null)
        .map(
            answer -> {
              // Not a RestResponse: its writer is chosen for the media types of the operation,
              // and writes bytes of another one as text.
              Response.ResponseBuilder builder = Response.status(answer.status());
              answer
                  .headers()
                  .forEach(
                      (name, value) -> {
                        if (name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                          // As a mere header it does not decide who writes the bytes.
                          builder.type(MediaType.valueOf(value));
                        } else {
                          builder.header(name, value);
                        }
                      });
              return builder.entity(answer.body().getBytes()).build();
            });
  }

  /**
   * Passes a stream of events on; gives the data of each. Blocks until it begins, because the head
   * of the answer goes out with the stream: a refusal must come before. For virtual threads.
   */
  public Multi<String> events(Neighbour neighbour) {
    return begun(neighbour, limits.readLimit(), null).map(ServerEvent::data);
  }

  /** The same for a wish that is answered by named events, within the limit for drafts. */
  public Multi<ServerEvent> drafted(Neighbour neighbour, String body) {
    return begun(neighbour, limits.draftLimit(), body);
  }

  private Multi<ServerEvent> begun(Neighbour neighbour, Duration limit, String body) {
    return passage
        .events(neighbour, caller.person(), limit, question(address(), body))
        .await()
        .indefinitely();
  }

  /** Passes a change on that its owner keeps a history of; null for one without a body. */
  public Uni<RestResponse<String>> on(Neighbour neighbour, String body) {
    return send(neighbour, limits.writeLimit(), body).map(PassOn::answer);
  }

  /** Passes a question with a body on, to an address of its own. */
  public Uni<RestResponse<String>> at(Neighbour neighbour, String address, String body) {
    return send(neighbour, limits.readLimit(), address, body).map(PassOn::answer);
  }

  /** Passes an administrative change on. */
  public Uni<RestResponse<String>> audited(Neighbour neighbour, Change change, String body) {
    return audited(neighbour, change, limits.writeLimit(), body);
  }

  /** Passes an administrative change on that takes its time. */
  public Uni<RestResponse<String>> audited(
      Neighbour neighbour, Change change, Duration limit, String body) {
    return audited(
        neighbour, change, limit, question(address(), body), change.shown() ? shown(body) : null);
  }

  /** Passes an administrative change on, to an address of its own. */
  public Uni<RestResponse<String>> auditedAt(Neighbour neighbour, Change change, String address) {
    return audited(neighbour, change, limits.writeLimit(), question(address, null), null);
  }

  /** Passes a file on; the audit log says how large it was. */
  public Uni<RestResponse<String>> upload(
      Neighbour neighbour, Change change, Path file, long size) {
    Passage.Question plain = question(address(), null);
    return audited(
        neighbour,
        change,
        limits.documentLimit(),
        new Passage.Question(plain.method(), plain.pathAndQuery(), plain.headers(), null, file),
        Map.of("bytes", size));
  }

  private Uni<RestResponse<String>> audited(
      Neighbour neighbour, Change change, Duration limit, Passage.Question question, Object after) {
    // The question was put together before: when the entry is written, the request may be gone.
    AuditLog.Actor actor = caller.actor();
    return write(actor, change.action(), change, after)
        .flatMap(written -> passage.pass(neighbour, actor.subject(), limit, question))
        .onFailure(ProblemException.class)
        .call(
            failure ->
                write(actor, change.action() + ".refused", change, Map.of("code", failure.code())))
        .map(PassOn::answer);
  }

  private Uni<Void> write(AuditLog.Actor actor, String action, Change change, Object after) {
    return tenants.inTransaction(
        actor.subject().tenantId(),
        connection ->
            audit.write(connection, actor, action, change.kind(), change.target(), null, after));
  }

  private Uni<Passage.Answer> send(Neighbour neighbour, Duration limit, String body) {
    return send(neighbour, limit, address(), body);
  }

  private Uni<Passage.Answer> send(
      Neighbour neighbour, Duration limit, String address, String body) {
    return passage.pass(neighbour, caller.person(), limit, question(address, body));
  }

  private String address() {
    RoutingContext route = request.getCurrent();
    String query = route.request().query();
    return inside(route.normalizedPath()) + (query == null ? "" : "?" + query);
  }

  private Passage.Question question(String address, String body) {
    RoutingContext route = request.getCurrent();
    parameters.check(route.queryParams());
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : FORTH) {
      String value = route.request().getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    Buffer sent = body == null || body.isEmpty() ? null : Buffer.buffer(body);
    return new Passage.Question(route.request().method().name(), address, headers, sent);
  }

  /** Address inside of an address outside; pure. */
  static String inside(String outside) {
    if (!outside.startsWith(OUTSIDE)) {
      throw new IllegalArgumentException("not an address of the API: " + outside);
    }
    String rest = outside.substring(OUTSIDE.length());
    for (Map.Entry<String, String> renamed : RENAMED.entrySet()) {
      String from = renamed.getKey();
      if (rest.equals(from) || rest.startsWith(from + "/")) {
        return INSIDE + renamed.getValue() + rest.substring(from.length());
      }
    }
    return INSIDE + rest;
  }

  /** Address outside of an address inside, as a Location names it; pure. */
  static String outside(String inside) {
    if (!inside.startsWith(INSIDE)) {
      return inside;
    }
    String rest = inside.substring(INSIDE.length());
    for (Map.Entry<String, String> named : LOCATIONS.entrySet()) {
      if (rest.startsWith(named.getKey() + "/")) {
        return OUTSIDE + named.getValue() + rest.substring(named.getKey().length());
      }
    }
    for (Map.Entry<String, String> renamed : RENAMED.entrySet()) {
      String to = renamed.getValue();
      if (rest.equals(to) || rest.startsWith(to + "/")) {
        return OUTSIDE + renamed.getKey() + rest.substring(to.length());
      }
    }
    return OUTSIDE + rest;
  }

  private static RestResponse<String> answer(Passage.Answer answer) {
    RestResponse.ResponseBuilder<String> builder =
        RestResponse.ResponseBuilder.create(answer.status());
    answer
        .headers()
        .forEach(
            (name, value) ->
                builder.header(name, name.equals("Location") ? outside(path(value)) : value));
    if (answer.body().length() > 0) {
      builder.entity(answer.body().toString(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  /** A service may name itself in a Location; where it stands is nobody's business outside. */
  private static String path(String location) {
    int inside = location.indexOf(INSIDE);
    return inside < 0 ? location : location.substring(inside);
  }

  private Object shown(String body) {
    if (body == null || body.isEmpty()) {
      return null;
    }
    if (body.length() > MAX_AUDITED) {
      return Map.of("characters", body.length());
    }
    try {
      return TextHygiene.clean(json.readTree(body));
    } catch (JsonProcessingException e) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
  }
}
