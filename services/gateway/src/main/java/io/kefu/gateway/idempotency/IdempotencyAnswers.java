package io.kefu.gateway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Keeps the answers of writes that carried a key, and gives them again. */
public class IdempotencyAnswers {

  private static final Logger LOG = Logger.getLogger(IdempotencyAnswers.class);
  private static final String REPEATED = "Idempotency-Replayed";
  private static final List<String> KEPT =
      List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.ETAG, HttpHeaders.LOCATION);
  // These may end otherwise next time; the key is free again.
  private static final int TOO_MANY = 429;
  private static final int OUR_FAULT = 500;

  private final IdempotencyKeys keys;
  private final CurrentVertxRequest current;
  private final ObjectMapper json;

  IdempotencyAnswers(IdempotencyKeys keys, CurrentVertxRequest current, ObjectMapper json) {
    this.keys = keys;
    this.current = current;
    this.json = json;
  }

  @ServerResponseFilter
  Uni<Void> keep(ContainerResponseContext response) {
    if (current.getCurrent() == null
        || !(current.getCurrent().remove(IdempotencyInterceptor.TAKEN)
            instanceof IdempotencyKeys.Taken taken)) {
      return Uni.createFrom().voidItem();
    }
    int status = response.getStatus();
    Uni<Void> end =
        status >= OUR_FAULT || status == TOO_MANY
            ? keys.release(taken)
            : Uni.createFrom().deferred(() -> keys.store(taken, answer(response)));
    // The write is done: its caller gets the answer even if it cannot be kept.
    return end.onFailure()
        .invoke(failure -> LOG.warnf("answer of a write not kept: %s", failure.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  @ServerExceptionMapper
  Response again(Repetition repetition) {
    StoredAnswer answer = repetition.answer();
    Response.ResponseBuilder builder = Response.status(answer.status()).header(REPEATED, "true");
    answer.headers().forEach(builder::header);
    return (answer.body().length == 0 ? builder : builder.entity(answer.body())).build();
  }

  private StoredAnswer answer(ContainerResponseContext response) {
    Map<String, String> headers = new HashMap<>();
    for (String name : KEPT) {
      Object value = response.getHeaders().getFirst(name);
      if (value != null) {
        headers.put(name, value.toString());
      }
    }
    if (!response.hasEntity()) {
      return new StoredAnswer(response.getStatus(), headers, new byte[0]);
    }
    headers.putIfAbsent(
        HttpHeaders.CONTENT_TYPE,
        response.getMediaType() == null ? "application/json" : response.getMediaType().toString());
    return new StoredAnswer(response.getStatus(), headers, bytes(response.getEntity()));
  }

  private byte[] bytes(Object entity) {
    try {
      return switch (entity) {
        case Buffer passedOn -> passedOn.getBytes();
        case byte[] raw -> raw;
        case String text -> text.getBytes(StandardCharsets.UTF_8);
        default -> json.writeValueAsBytes(entity);
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is not writable as JSON", e);
    }
  }
}
