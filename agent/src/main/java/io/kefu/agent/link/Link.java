package io.kefu.agent.link;

import io.kefu.agent.frame.Receipt;
import io.kefu.agent.log.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Keeps the agent connected: logs in, opens the socket, renews the token on it, comes back after
 * every loss, and never gives up. One thread decides everything; logging in, which blocks, has a
 * thread of its own. Public methods are thread-safe and never block.
 */
public final class Link implements AutoCloseable {

  private static final Log LOG = Log.of(Link.class);

  /** A connection that lasted this long was a good one: the next loss starts with a short pause. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  private final LinkParts parts;
  private final Wire.Connector connector;
  private final TokenKeeper tokens;
  private final CommandDesk commands;
  private final Backoff reconnect;
  private final Backoff denied;
  private final ScheduledThreadPoolExecutor loop;

  private Wire wire;
  private Session session;
  private Instant connectingSince;
  private boolean renewing;
  private long generation;
  private boolean closed;
  private volatile Optional<Instant> unreachableSince;
  private volatile Optional<String> accessToken = Optional.empty();
  private ScheduledFuture<?> nextAttempt;

  Link(
      LinkParts parts,
      Authenticator authenticator,
      Wire.Connector connector,
      CommandHandler commandHandler,
      RandomGenerator random) {
    this.parts = parts;
    this.unreachableSince = Optional.of(parts.clock().instant());
    this.connector = connector;
    LinkLimits limits = parts.limits();
    this.reconnect = new Backoff(limits.reconnectFirst(), limits.reconnectCap(), random);
    this.denied = new Backoff(limits.deniedFirst(), limits.deniedCap(), random);
    this.loop = new ScheduledThreadPoolExecutor(1, daemon("kefu-link"));
    this.loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.loop.setRemoveOnCancelPolicy(true);
    this.tokens = new TokenKeeper(authenticator, parts.clock(), this::post);
    this.commands = new CommandDesk(commandHandler, this::post, this::answer);
  }

  /** Begins to connect. */
  public void start() {
    post(this::connect);
    long tick = parts.limits().tick().toMillis();
    loop.scheduleWithFixedDelay(() -> guarded(this::tick), tick, tick, TimeUnit.MILLISECONDS);
  }

  /** How long the gateway could not be reached; empty while there is a session. */
  public Optional<Duration> unreachableFor() {
    return unreachableSince.map(since -> Duration.between(since, parts.clock().instant()));
  }

  /** An access token, for uploads; empty when there is none or it is about to end. */
  public Optional<String> accessToken() {
    return accessToken;
  }

  /** A message was kept: send it when there is a connection. */
  public void messageKept() {
    post(this::pump);
  }

  /** A part ended, or an ended one was offered again. */
  public void receipt(Receipt receipt) {
    post(
        () -> {
          parts.receipts().add(receipt);
          pump();
        });
  }

  @Override
  public void close() {
    post(
        () -> {
          closed = true;
          generation++;
          if (wire != null) {
            wire.close(1000, "the agent stops");
          }
        });
    tokens.close();
    loop.shutdown();
    try {
      loop.awaitTermination(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    nextAttempt = null;
    if (closed || session != null || connectingSince != null) {
      return;
    }
    connectingSince = parts.clock().instant();
    long mine = generation;
    tokens.obtain(
        result -> {
          if (mine == generation) {
            authenticated(result);
          }
        });
  }

  private void authenticated(AuthResult result) {
    if (result instanceof AuthResult.Granted) {
      open();
    } else if (result instanceof AuthResult.Denied refusal) {
      Duration pause = denied.next();
      LossLog.loginRefused(refusal, pause);
      later(pause);
    } else if (result instanceof AuthResult.Busy busy) {
      Duration pause = reconnect.next();
      if (busy.retryAfter().isPresent() && busy.retryAfter().get().compareTo(pause) > 0) {
        pause = min(busy.retryAfter().get(), parts.limits().deniedCap());
      }
      LossLog.noLogin(busy, pause);
      later(pause);
    }
  }

  private void open() {
    long mine = ++generation;
    connectingSince = parts.clock().instant();
    wire = connector.connect(tokens.access(), new Ears(mine));
  }

  private void opened() {
    session = new Session(parts, wire, commands::accept);
    tokens.proven();
    // Not before: a gateway that hands out tokens and refuses them must not be hammered.
    denied.reset();
    session.hello(Optional.empty());
  }

  private void lost(int code, String reason, OptionalInt httpStatus) {
    boolean wasStable =
        session != null && session.welcomed() && session.age().compareTo(STABLE) > 0;
    CloseReaction reaction = CloseReaction.of(code, httpStatus);
    if (reaction == CloseReaction.FAULTY_FRAME && session != null) {
      session.faulty("closed_" + code);
    }
    disconnect();
    if (wasStable) {
      reconnect.reset();
    }
    Duration pause = pause(reaction, wasStable);
    LossLog.lost(reaction, code, reason, pause);
    later(pause);
  }

  private Duration pause(CloseReaction reaction, boolean wasStable) {
    return switch (reaction) {
      case SUPERSEDED -> parts.limits().supersededPause();
      case WITHDRAWN -> {
        tokens.forget();
        yield denied.next();
      }
      case RENEW_TOKEN -> renewPause(wasStable);
      case BUSY -> {
        reconnect.next();
        yield reconnect.next();
      }
      case FAULTY_FRAME, RECONNECT -> reconnect.next();
    };
  }

  /** At once with a new token; but one that is refused when brand new is no reason to hurry. */
  private Duration renewPause(boolean wasStable) {
    if (tokens.unproven()) {
      tokens.forget();
      return denied.next();
    }
    tokens.spoil();
    return wasStable ? Duration.ZERO : reconnect.next();
  }

  private void noteReach() {
    if (session.welcomed() && unreachableSince.isPresent()) {
      unreachableSince = Optional.empty();
    }
    accessToken = Optional.of(tokens.access());
  }

  private void disconnect() {
    if (unreachableSince.isEmpty()) {
      unreachableSince = Optional.of(parts.clock().instant());
    }
    accessToken = Optional.empty();
    generation++;
    session = null;
    wire = null;
    connectingSince = null;
    renewing = false;
    parts.window().connectionLost();
    parts.receipts().connectionLost();
  }

  private void later(Duration pause) {
    connectingSince = null;
    if (!closed && (nextAttempt == null || nextAttempt.isDone())) {
      nextAttempt =
          loop.schedule(() -> guarded(this::connect), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    Instant now = parts.clock().instant();
    if (session == null) {
      if (wire != null
          && connectingSince != null
          && now.isAfter(connectingSince.plus(parts.limits().openTimeout()))) {
        breakOff("the upgrade took too long");
      }
      return;
    }
    try {
      session.tick();
    } catch (Session.Broken e) {
      breakOff(e.getMessage());
      return;
    }
    if (!renewing && session.welcomed() && tokens.due()) {
      renew();
    }
  }

  private void breakOff(String why) {
    Wire dead = wire;
    lost(1006, why, OptionalInt.empty());
    if (dead != null) {
      dead.abort();
    }
  }

  /** Renews the token while the socket stays open. */
  private void renew() {
    renewing = true;
    long mine = generation;
    tokens.renew(
        result -> {
          if (mine != generation) {
            return;
          }
          renewing = false;
          if (result instanceof AuthResult.Granted granted) {
            tokens.proven();
            session.hello(Optional.of(granted.tokens().access()));
          } else {
            LOG.warn("link.renewal_failed", "result", result.getClass().getSimpleName());
          }
        });
  }

  private void pump() {
    if (session != null) {
      session.pump();
    }
  }

  private void answer(String commandId, CommandHandler.Outcome outcome) {
    if (session != null) {
      session.answer(commandId, outcome);
    }
  }

  private void post(Runnable task) {
    if (!loop.isShutdown()) {
      try {
        loop.execute(() -> guarded(task));
      } catch (RejectedExecutionException e) {
        LOG.debug("link.stopped", "reason", "the agent stops");
      }
    }
  }

  /** The loop must outlive every fault: it is the only way to the gateway. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("link.fault", "reason", Log.reason(e));
      LOG.trace("link.fault", e);
      if (session != null || wire != null) {
        breakOff("internal fault");
      } else {
        later(reconnect.next());
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Threads that end with the program. */
  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Brings the socket's voice into the loop; a socket given up is no longer heard. */
  private final class Ears implements Wire.Listener {

    private final long mine;

    Ears(long mine) {
      this.mine = mine;
    }

    @Override
    public void opened() {
      hear(Link.this::opened);
    }

    @Override
    public void text(String text) {
      hear(
          () -> {
            if (session != null) {
              session.receive(text);
              noteReach();
            }
          });
    }

    @Override
    public void closed(int code, String reason, OptionalInt httpStatus) {
      hear(() -> lost(code, reason, httpStatus));
    }

    private void hear(Runnable task) {
      post(
          () -> {
            if (mine == generation) {
              task.run();
            }
          });
    }
  }
}
