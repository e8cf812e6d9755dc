package io.kefu.ai.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import java.io.IOException;
import java.net.http.HttpTimeoutException;

/** Turns what a client throws into a kind of failure; passes on no text of the provider's. */
final class Faults {

  private static final int MAX_DEPTH = 10;

  private Faults() {}

  static ProviderFailure of(Throwable error) {
    // Ours first: the client wraps it into kinds of its own, which know less.
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BoundedHttp.Refused refused) {
        return ofStatus(refused.statusCode()).after(RetryAfter.in(refused.retryAfter()));
      }
    }
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      ProviderFailure known = known(cause);
      if (known != null) {
        return known;
      }
      cause = cause.getCause();
    }
    return new ProviderFailure(FailureKind.MALFORMED, error.getClass().getSimpleName());
  }

  private static ProviderFailure known(Throwable cause) {
    return switch (cause) {
      case ProviderFailure failure -> failure;
      case HttpException http -> ofStatus(http.statusCode());
      case RateLimitException e -> new ProviderFailure(FailureKind.RATE_LIMITED, null);
      case AuthenticationException e -> new ProviderFailure(FailureKind.NOT_AUTHENTICATED, null);
      case ContentFilteredException e -> new ProviderFailure(FailureKind.CONTENT_FILTERED, null);
      case ModelNotFoundException e -> new ProviderFailure(FailureKind.REFUSED, "unknown model");
      case InvalidRequestException e when !(e.getCause() instanceof HttpException) ->
          new ProviderFailure(FailureKind.REFUSED, null);
      case BoundedHttp.OversizedBody e -> new ProviderFailure(FailureKind.OVERSIZED, null);
      case JsonProcessingException e -> new ProviderFailure(FailureKind.MALFORMED, "not JSON");
      case HttpTimeoutException e -> new ProviderFailure(FailureKind.TIMEOUT, null);
      case TimeoutException e -> new ProviderFailure(FailureKind.TIMEOUT, null);
      case IOException e ->
          new ProviderFailure(FailureKind.UNAVAILABLE, e.getClass().getSimpleName());
      default -> null;
    };
  }

  private static ProviderFailure ofStatus(int status) {
    FailureKind kind =
        switch (status) {
          case 429 -> FailureKind.RATE_LIMITED;
          case 401, 402, 403 -> FailureKind.NOT_AUTHENTICATED;
          case 408, 504 -> FailureKind.TIMEOUT;
          // Anthropic's "overloaded".
          case 529 -> FailureKind.RATE_LIMITED;
          default -> status >= 500 ? FailureKind.UNAVAILABLE : FailureKind.REFUSED;
        };
    return new ProviderFailure(kind, "status " + status);
  }
}
