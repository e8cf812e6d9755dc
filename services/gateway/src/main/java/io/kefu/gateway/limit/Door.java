package io.kefu.gateway.limit;

import io.kefu.gateway.origin.ClientAddresses;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What holds for every request, whatever answers it: bodies stay small except where files are
 * taken, health and metrics are for the orchestrator's networks alone, and browsers are told to
 * trust nothing.
 */
@ApplicationScoped
public class Door {

  // Before Quarkus' own handlers read anything of the request.
  private static final int FIRST = 1000;
  // After Quarkus has set its own limit of bodies, before anything reads one.
  private static final int LAST = 1;
  private static final long PATIENCE_BYTES = 10L * 1024 * 1024;
  private static final String API_POLICY =
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private final DoorConfig config;
  private final ClientAddresses addresses;

  Door(DoorConfig config, ClientAddresses addresses) {
    this.config = config;
    this.addresses = addresses;
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, FIRST);
    filters.register(this::limitBody, LAST);
  }

  /** For bodies that do not say how long they are. */
  private void limitBody(RoutingContext context) {
    if (!takesFiles(context.normalizedPath())) {
      context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, config.maxBody().asLongValue());
    }
    context.next();
  }

  private void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = context.normalizedPath();
    head(context.response(), request, path);
    if (isManagement(path) && !addresses.fromManagement(request)) {
      refuse(context, 404, "not_found", "There is nothing at this address.");
      return;
    }
    long most = config.maxBody().asLongValue();
    if (!takesFiles(path) && declared(request) > most) {
      refuse(context, 413, "too_large", "The body must have at most " + most + " bytes.");
      return;
    }
    context.next();
  }

  private void head(HttpServerResponse response, HttpServerRequest request, String path) {
    response.headers().set("X-Content-Type-Options", "nosniff");
    response.headers().set("X-Frame-Options", "DENY");
    response.headers().set("Referrer-Policy", "no-referrer");
    response.headers().set("Cross-Origin-Resource-Policy", "same-origin");
    if (path.startsWith("/api/") || path.startsWith("/.well-known/")) {
      response.headers().set("Content-Security-Policy", API_POLICY);
    }
    if (path.startsWith("/api/")) {
      response.headers().set("Cache-Control", "no-store");
    }
    if (addresses.encrypted(request)) {
      response
          .headers()
          .set("Strict-Transport-Security", "max-age=" + config.strictTransport().toSeconds());
    }
  }

  private boolean takesFiles(String path) {
    return config.filePaths().stream().anyMatch(path::startsWith);
  }

  private static boolean isManagement(String path) {
    return path.startsWith("/q/health") || path.startsWith("/q/metrics");
  }

  private static long declared(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static void refuse(RoutingContext context, int status, String code, String detail) {
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/problem+json")
            .putHeader("Connection", "close");
    String problem =
        "{\"type\":\"https://kefu.io/problems/%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"}"
            .formatted(
                code.replace('_', '-'),
                status == 404 ? "Not found" : "Too large",
                status,
                detail,
                code);
    if (declared(context.request()) > PATIENCE_BYTES) {
      response.end(problem);
      return;
    }
    // A client that is still sending reads no answer: let a body that is not too long run out.
    context.request().handler(ignored -> {});
    context.request().endHandler(done -> response.end(problem));
    context.request().resume();
  }
}
