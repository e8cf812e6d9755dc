package io.kefu.ai.provider;

import io.kefu.ai.provider.ProviderConfig.Settings;
import io.kefu.ai.provider.ProviderKind.Wire;
import java.net.URI;
import java.util.Optional;

/**
 * Where a provider lives, in whatever way it was written: with a slash at the end, as the whole
 * address of its call, or Ollama's without its {@code /v1}. Pure.
 */
final class Address {

  private Address() {}

  /**
   * The base address, without a slash at its end; empty when there is none.
   *
   * @throws IllegalArgumentException when it is no web address; says what one looks like
   */
  static Optional<String> of(Settings settings) {
    Optional<String> written = settings.baseUrl().map(String::strip).filter(t -> !t.isEmpty());
    return written
        .or(() -> Optional.ofNullable(settings.kind().baseUrl()))
        .map(text -> whole(settings.kind(), text));
  }

  private static String whole(ProviderKind kind, String text) {
    String call = kind.wire() == Wire.ANTHROPIC ? "/messages" : "/chat/completions";
    String base = withoutSlashes(text);
    if (base.endsWith(call)) {
      base = withoutSlashes(base.substring(0, base.length() - call.length()));
    }
    URI uri;
    try {
      uri = URI.create(base);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(unusable(), e);
    }
    if (!("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
        || uri.getHost() == null) {
      throw new IllegalArgumentException(unusable());
    }
    boolean bare = uri.getPath() == null || uri.getPath().isEmpty();
    return kind == ProviderKind.OLLAMA && bare ? base + "/v1" : base;
  }

  private static String unusable() {
    return "must be an address such as https://models.example/v1";
  }

  private static String withoutSlashes(String text) {
    String base = text;
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    return base;
  }
}
