package io.kefu.gateway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.AccessTokenFactory;
import io.kefu.gateway.auth.SecretSeal;
import io.kefu.gateway.auth.Subject;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Stands before the methods of {@link Idempotent} resources; see {@link IdempotencyKeys}. */
@Idempotent
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
class IdempotencyInterceptor {

  static final String TAKEN = "kefu.idempotency.taken";

  static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  private final IdempotencyKeys keys;
  private final CurrentVertxRequest current;
  private final SecurityIdentity identity;
  private final ObjectMapper json;
  private final SecretSeal seal;

  IdempotencyInterceptor(
      IdempotencyKeys keys,
      CurrentVertxRequest current,
      SecurityIdentity identity,
      ObjectMapper json,
      SecretSeal seal) {
    this.keys = keys;
    this.current = current;
    this.identity = identity;
    this.json = json;
    this.seal = seal;
  }

  @AroundInvoke
  Object around(InvocationContext call) throws Exception {
    RoutingContext context = current.getCurrent();
    String key = context == null ? null : context.request().getHeader(HEADER);
    if (key == null
        || !WRITES.contains(context.request().method().name())
        || !(identity.getPrincipal() instanceof AccessTokenFactory.Caller caller)
        || !Uni.class.isAssignableFrom(call.getMethod().getReturnType())) {
      return call.proceed();
    }
    check(key);
    Subject subject = caller.claims().subject();
    IdempotencyKeys.Taken taken =
        new IdempotencyKeys.Taken(subject.tenantId(), subject.actor(), key);
    return keys.take(taken, fingerprint(context.request(), call.getParameters()))
        .flatMap(
            mine -> {
              context.put(TAKEN, taken);
              try {
                return (Uni<?>) call.proceed();
              } catch (Exception e) {
                return Uni.createFrom().failure(e);
              }
            });
  }

  static void check(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new ProblemException(
          400, "invalid_request", HEADER + " must have 1 to 255 visible ASCII characters.");
    }
  }

  /** What makes it the same request: method, address and the body as it was understood. */
  private byte[] fingerprint(HttpServerRequest request, Object[] arguments) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(
        (request.method().name() + ' ' + request.uri()).getBytes(StandardCharsets.UTF_8));
    for (Object argument : arguments) {
      text.write(0);
      text.writeBytes(bytes(argument));
    }
    return seal.fingerprint(text.toByteArray());
  }

  private byte[] bytes(Object argument) {
    try {
      return switch (argument) {
        case null -> new byte[0];
        case Buffer body -> body.getBytes();
        case CharSequence text -> text.toString().getBytes(StandardCharsets.UTF_8);
        default -> json.writeValueAsBytes(argument);
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request cannot be told from others", e);
    }
  }
}
