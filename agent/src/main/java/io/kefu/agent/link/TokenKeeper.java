package io.kefu.agent.link;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds the tokens and gets new ones. Logging in blocks, so it has a thread of its own; everything
 * else, answers included, happens on the link's loop. Not thread-safe.
 */
final class TokenKeeper {

  /** After a renewal that failed: the old token still lives for a fifth of its life. */
  private static final Duration RENEW_RETRY = Duration.ofSeconds(5);

  private final Authenticator authenticator;
  private final Clock clock;
  private final Executor loop;
  private final ExecutorService calls;
  private Tokens tokens;
  private boolean unproven;

  TokenKeeper(Authenticator authenticator, Clock clock, Executor loop) {
    this.authenticator = authenticator;
    this.clock = clock;
    this.loop = loop;
    this.calls = Executors.newSingleThreadExecutor(Link.daemon("kefu-login"));
  }

  /** The access token to open a socket with. */
  String access() {
    return tokens.access();
  }

  /** Whether the token is one the gateway has not yet let in. */
  boolean unproven() {
    return unproven;
  }

  /** The gateway let the token in. */
  void proven() {
    unproven = false;
  }

  /** Whether the token should be renewed now. */
  boolean due() {
    return tokens != null && !clock.instant().isBefore(tokens.refreshAt());
  }

  /** The access token is not accepted any more; the refresh token may be. */
  void spoil() {
    if (tokens != null) {
      tokens = new Tokens(tokens.access(), tokens.refresh(), clock.instant());
    }
  }

  /** Neither token is worth anything. */
  void forget() {
    tokens = null;
  }

  /** Makes sure there is a token, by refresh or login where needed. */
  void obtain(Consumer<AuthResult> answer) {
    if (tokens != null && !due()) {
      answer.accept(new AuthResult.Granted(tokens));
    } else {
      call(answer, tokens == null ? authenticator::login : this::refreshOrLogin);
    }
  }

  /** Gets a new token while the old one is still in use. */
  void renew(Consumer<AuthResult> answer) {
    call(
        result -> {
          if (!(result instanceof AuthResult.Granted) && tokens != null) {
            tokens =
                new Tokens(tokens.access(), tokens.refresh(), clock.instant().plus(RENEW_RETRY));
          }
          answer.accept(result);
        },
        this::refreshOrLogin);
  }

  void close() {
    calls.shutdownNow();
  }

  private AuthResult refreshOrLogin() {
    Tokens spent = tokens;
    if (spent == null || spent.refresh().isEmpty()) {
      return authenticator.login();
    }
    AuthResult result = authenticator.refresh(spent);
    return result instanceof AuthResult.Denied ? authenticator.login() : result;
  }

  private void call(Consumer<AuthResult> answer, Supplier<AuthResult> call) {
    calls.execute(
        () -> {
          AuthResult result = call.get();
          loop.execute(
              () -> {
                if (result instanceof AuthResult.Granted granted) {
                  tokens = granted.tokens();
                  unproven = true;
                } else if (result instanceof AuthResult.Denied) {
                  tokens = null;
                }
                answer.accept(result);
              });
        });
  }
}
