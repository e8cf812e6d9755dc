package io.kefu.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.neighbour.Neighbour;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Passage;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.io.IOException;
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
          "ai/forms", "forms");

  private static final int MAX_AUDITED_BYTES = 16_384;

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
  private final NeighbourConfig limits;
  private final CurrentCaller caller;
  private final CurrentVertxRequest request;
  private final AuditLog audit;
  private final TenantScope tenants;
  private final ObjectMapper json;

  PassOn(
      Passage passage,
      NeighbourConfig limits,
      CurrentCaller caller,
      CurrentVertxRequest request,
      AuditLog audit,
      TenantScope tenants,
      ObjectMapper json) {
    this.passage = passage;
    this.limits = limits;
    this.caller = caller;
    this.request = request;
    this.audit = audit;
    this.tenants = tenants;
    this.json = json;
  }

  /** Passes a question on. */
  public Uni<RestResponse<Buffer>> on(Neighbour neighbour) {
    return send(neighbour, limits.readLimit(), null).map(PassOn::answer);
  }

  /** Passes a change on that its owner keeps a history of; null for one without a body. */
  public Uni<RestResponse<Buffer>> on(Neighbour neighbour, Buffer body) {
    return send(neighbour, limits.writeLimit(), body).map(PassOn::answer);
  }

  /** Passes a question with a body on, to an address of its own. */
  public Uni<RestResponse<Buffer>> at(Neighbour neighbour, String address, Buffer body) {
    return send(neighbour, limits.readLimit(), address, body).map(PassOn::answer);
  }

  /** Passes an administrative change on. */
  public Uni<RestResponse<Buffer>> audited(Neighbour neighbour, Change change, Buffer body) {
    return audited(neighbour, change, limits.writeLimit(), body);
  }

  /** Passes an administrative change on that takes its time. */
  public Uni<RestResponse<Buffer>> audited(
      Neighbour neighbour, Change change, Duration limit, Buffer body) {
    AuditLog.Actor actor = caller.actor();
    Object after = change.shown() ? shown(body) : null;
    return write(actor, change.action(), change, after)
        .flatMap(written -> send(neighbour, limit, body))
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

  private Uni<Passage.Answer> send(Neighbour neighbour, Duration limit, Buffer body) {
    RoutingContext route = request.getCurrent();
    String query = route.request().query();
    String address = inside(route.normalizedPath()) + (query == null ? "" : "?" + query);
    return send(neighbour, limit, address, body);
  }

  private Uni<Passage.Answer> send(
      Neighbour neighbour, Duration limit, String address, Buffer body) {
    Subject person = caller.person();
    RoutingContext route = request.getCurrent();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : FORTH) {
      String value = route.request().getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    Buffer sent = body == null || body.length() == 0 ? null : body;
    return passage.pass(
        neighbour,
        person,
        limit,
        new Passage.Question(route.request().method().name(), address, headers, sent));
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

  private static RestResponse<Buffer> answer(Passage.Answer answer) {
    RestResponse.ResponseBuilder<Buffer> builder =
        RestResponse.ResponseBuilder.create(answer.status());
    answer
        .headers()
        .forEach(
            (name, value) ->
                builder.header(
                    name, name.equals("Location") ? value.replace(INSIDE, OUTSIDE) : value));
    if (answer.body().length() > 0) {
      builder.entity(answer.body());
    }
    return builder.build();
  }

  private Object shown(Buffer body) {
    if (body == null || body.length() == 0) {
      return null;
    }
    if (body.length() > MAX_AUDITED_BYTES) {
      return Map.of("bytes", body.length());
    }
    try {
      return json.readTree(body.getBytes());
    } catch (JsonProcessingException e) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    } catch (IOException e) {
      throw new IllegalStateException("a buffer cannot fail to be read", e);
    }
  }
}
