package io.kefu.gateway.operator;

import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.AccessTokens;
import io.kefu.gateway.auth.InvalidAccessToken;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.session.CloseCode;
import io.kefu.gateway.session.Outbox;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One operator's socket. Frames come in on the socket's thread, events on the feeds'; the tenant is
 * the token's and nothing else can be asked for.
 */
final class OperatorSession {

  private final OperatorHub hub;
  private final OperatorFrames frames;
  private final OperatorConfig config;
  private final AccessTokens tokens;
  private final String sessionId;
  private final Consumer<CloseCode> closer;
  private final Outbox outbox;
  private final Object subscribing = new Object();
  private volatile AccessClaims claims;
  private Subscription subscription = Subscription.NONE; // guarded by subscribing
  private volatile Instant lastHeard;
  private volatile Instant lastBeat;
  private double allowance;
  private long allowanceNanos = System.nanoTime();
  private boolean closed;

  OperatorSession(
      OperatorHub hub,
      OperatorFrames frames,
      OperatorConfig config,
      AccessTokens tokens,
      String sessionId,
      AccessClaims claims,
      Instant now,
      Function<String, Uni<Void>> socket,
      Consumer<CloseCode> closer) {
    this.hub = hub;
    this.frames = frames;
    this.config = config;
    this.tokens = tokens;
    this.sessionId = sessionId;
    this.claims = claims;
    this.lastHeard = now;
    this.lastBeat = now;
    this.closer = closer;
    this.allowance = config.framesPerSecond() * 2.0;
    this.outbox =
        new Outbox(
            socket,
            config.outboundEvents(),
            config.outboundCharacters(),
            () -> close(CloseCode.TRY_AGAIN_LATER));
  }

  AccessClaims claims() {
    return claims;
  }

  String tenantId() {
    return claims.subject().tenantId();
  }

  void welcome(Instant now) {
    outbox.send(
        frames.write(
            "welcome",
            Map.of(
                "session_id",
                sessionId,
                "server_time",
                now.toString(),
                "heartbeat_seconds",
                config.heartbeat().toSeconds(),
                "replay_seconds",
                config.replay().toSeconds())));
  }

  void receive(String text, Instant now) {
    if (!admitted()) {
      error("rate_limited", "Send fewer frames a second.");
      return;
    }
    lastHeard = now;
    switch (frames.read(text)) {
      case OperatorFrames.Said.Subscribe wanted -> subscribe(wanted, now);
      case OperatorFrames.Said.Typing typing ->
          hub.typing(tenantId(), claims.subject().actor(), typing);
      case OperatorFrames.Said.Token token -> renew(token.accessToken());
      case OperatorFrames.Said.Beat beat -> beat(now);
      case OperatorFrames.Said.Bad bad -> error(bad.code(), bad.detail());
    }
  }

  private boolean admitted() {
    long now = System.nanoTime();
    allowance =
        Math.min(
            config.framesPerSecond() * 2.0,
            allowance + (now - allowanceNanos) / 1e9 * config.framesPerSecond());
    allowanceNanos = now;
    if (allowance < 1) {
      return false;
    }
    allowance -= 1;
    return true;
  }

  /** From here on events flow; what was missed comes first, an event perhaps twice. */
  private void subscribe(OperatorFrames.Said.Subscribe wanted, Instant now) {
    // An event is kept before it is told: it is among the missed ones, or waits here to be told.
    synchronized (subscribing) {
      follow(wanted, now);
    }
  }

  private void follow(OperatorFrames.Said.Subscribe wanted, Instant now) {
    Optional<List<LiveEvent>> missed =
        wanted.lastEventId() == null
            ? Optional.of(List.of())
            : hub.since(tenantId(), wanted.lastEventId(), now);
    outbox.send(
        frames.write(
            "subscribed", Map.of("resumed", wanted.lastEventId() != null && missed.isPresent())));
    subscription = wanted.subscription();
    if (missed.isEmpty()) {
      outbox.send(
          frames.write(
              "resync", Map.of("message", "Too much was missed: read the lists anew over REST.")));
    } else {
      missed.get().forEach(this::tell);
    }
  }

  private void renew(String token) {
    try {
      AccessClaims fresh = tokens.verify(token);
      Subject now = fresh.subject();
      Subject before = claims.subject();
      if (now.tenantId().equals(before.tenantId())
          && now.kind() == before.kind()
          && now.id().equals(before.id())
          && now.permissions().contains(Permission.READ_MESSAGE)) {
        claims = fresh;
        outbox.send(
            frames.write("token_accepted", Map.of("expires_at", fresh.expiresAt().toString())));
        return;
      }
    } catch (InvalidAccessToken e) {
      // Answered below like another person's token; the old one goes on until it expires.
    }
    error("token_refused", "Send a valid access token of the same person.");
  }

  /** An event of this socket's tenant. */
  void tell(LiveEvent event) {
    synchronized (subscribing) {
      if (subscription.wants(event)) {
        outbox.send(event.frame());
      }
    }
  }

  private void error(String code, String detail) {
    outbox.send(frames.write("error", Map.of("code", code, "message", detail)));
  }

  private void beat(Instant now) {
    lastBeat = now;
    outbox.send(frames.write("heartbeat", Map.of("server_time", now.toString())));
  }

  /** Closes the socket when a time is over; keeps it warm otherwise. */
  void look(Instant now) {
    if (!now.isBefore(claims.expiresAt())) {
      close(CloseCode.TOKEN_EXPIRED);
    } else if (now.isAfter(
        lastHeard.plus(config.heartbeat().multipliedBy(config.missedHeartbeats())))) {
      close(CloseCode.HEARTBEAT_LOST);
    } else if (now.isAfter(lastBeat.plus(config.heartbeat()))) {
      beat(now);
    }
  }

  void close(CloseCode code) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    closer.accept(code);
  }

  /** The socket is gone, whoever closed it. */
  void gone() {
    synchronized (this) {
      closed = true;
    }
    outbox.close();
  }
}
