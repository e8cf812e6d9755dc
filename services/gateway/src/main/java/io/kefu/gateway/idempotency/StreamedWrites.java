package io.kefu.gateway.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.SecretSeal;
import io.kefu.gateway.auth.Subject;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What {@link Idempotent} is for bodies that are streamed: the key is taken before the first byte
 * is read, and when the write was done before, the bytes that come now are compared with its
 * answer. Calls block: only from worker threads.
 */
@ApplicationScoped
public class StreamedWrites {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final IdempotencyKeys keys;
  private final CurrentVertxRequest current;
  private final SecretSeal seal;
  private final ObjectMapper json;

  StreamedWrites(
      IdempotencyKeys keys, CurrentVertxRequest current, SecretSeal seal, ObjectMapper json) {
    this.keys = keys;
    this.current = current;
    this.seal = seal;
    this.json = json;
  }

  /**
   * Takes the key of the present request, if it brought one. Does not return when the same write
   * was done, is being done, or was another one.
   *
   * @param described what makes it the same request besides its bytes
   * @param same whether the bytes that come now are those of the answer of the first time
   */
  public void begin(Subject subject, String described, Predicate<JsonNode> same) {
    RoutingContext context = current.getCurrent();
    String key = context.request().getHeader(IdempotencyInterceptor.HEADER);
    if (key == null) {
      return;
    }
    IdempotencyInterceptor.check(key);
    String request =
        context.request().method().name() + ' ' + context.request().uri() + '\0' + described;
    IdempotencyKeys.Taken taken =
        new IdempotencyKeys.Taken(subject.tenantId(), subject.actor(), key);
    try {
      keys.take(taken, seal.fingerprint(request.getBytes(StandardCharsets.UTF_8)))
          .await()
          .atMost(PATIENCE);
    } catch (Repetition repetition) {
      if (!same.test(tree(repetition.answer()))) {
        throw new ProblemException(
            422,
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request; take a fresh one.");
      }
      throw repetition;
    }
    context.put(IdempotencyInterceptor.TAKEN, taken);
  }

  private JsonNode tree(StoredAnswer answer) {
    try {
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("a stored answer is no JSON", e);
    }
  }
}
