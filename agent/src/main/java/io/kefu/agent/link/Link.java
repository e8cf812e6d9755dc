package io.kefu.agent.link;

import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.log.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Keeps the agent connected: logs in, opens the socket, renews the token on it, comes back after
 * every loss, and never gives up. One thread decides everything; logging in, which blocks, has a
 * thread of its own. Public methods are thread-safe and never block.
 */
public final class Link implements AutoCloseable {

  private static final Log LOG = Log.of(Link.class);
  private static final long TICK_MILLIS = 1_000;
  private static final int REMEMBERED_COMMANDS = 100;

  /** A connection that lasted this long was a good one: the next loss starts with a short pause. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  private static final Duration RENEW_RETRY = Duration.ofSeconds(5);

  private final LinkParts parts;
  private final Authenticator authenticator;
  private final Wire.Connector connector;
  private final CommandHandler commandHandler;
  private final Backoff reconnect;
  private final Backoff denied;
  private final ScheduledThreadPoolExecutor loop;
  private final ExecutorService authentication;
  private final Map<String, Optional<CommandHandler.Outcome>> commands =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<String, Optional<CommandHandler.Outcome>> eldest) {
          return size() > REMEMBERED_COMMANDS;
        }
      };

  private Tokens tokens;
  private Wire wire;
  private Session session;
  private Instant connectingSince;
  private boolean renewing;
  private boolean freshToken;
  private long generation;
  private boolean closed;
  private ScheduledFuture<?> nextAttempt;

  Link(
      LinkParts parts,
      Authenticator authenticator,
      Wire.Connector connector,
      CommandHandler commandHandler,
      RandomGenerator random) {
    this.parts = parts;
    this.authenticator = authenticator;
    this.connector = connector;
    this.commandHandler = commandHandler;
    LinkLimits limits = parts.limits();
    this.reconnect = new Backoff(limits.reconnectFirst(), limits.reconnectCap(), random);
    this.denied = new Backoff(limits.deniedFirst(), limits.deniedCap(), random);
    this.loop = new ScheduledThreadPoolExecutor(1, daemon("kefu-link"));
    this.loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.loop.setRemoveOnCancelPolicy(true);
    this.authentication = Executors.newSingleThreadExecutor(daemon("kefu-login"));
  }

  /** Begins to connect. */
  public void start() {
    post(this::connect);
    loop.scheduleWithFixedDelay(
        () -> guarded(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
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
    authentication.shutdownNow();
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
    if (tokens == null) {
      authenticate(authenticator::login);
    } else if (!parts.clock().instant().isBefore(tokens.refreshAt())) {
      Tokens spent = tokens;
      authenticate(() -> authenticator.refresh(spent));
    } else {
      open();
    }
  }

  private void authenticate(Supplier<AuthResult> call) {
    long mine = generation;
    authentication.execute(
        () -> {
          AuthResult result = call.get();
          post(
              () -> {
                if (mine == generation) {
                  authenticated(result);
                }
              });
        });
  }

  private void authenticated(AuthResult result) {
    if (result instanceof AuthResult.Granted granted) {
      denied.reset();
      tokens = granted.tokens();
      freshToken = true;
      open();
    } else if (result instanceof AuthResult.Denied refusal) {
      boolean refreshWasSpent = tokens != null;
      tokens = null;
      if (refreshWasSpent) {
        connectingSince = null;
        connect();
        return;
      }
      Duration pause = denied.next();
      LOG.error(
          "link.login_refused",
          "status",
          refusal.status(),
          "says",
          refusal.why(),
          "next_attempt_ms",
          pause.toMillis(),
          "do",
          "check the agent's id and secret (KEFU_AGENT_ID, KEFU_AGENT_SECRET) and that it is"
              + " enabled in the console");
      later(pause);
    } else if (result instanceof AuthResult.Busy busy) {
      Duration pause = reconnect.next();
      if (busy.retryAfter().isPresent() && busy.retryAfter().get().compareTo(pause) > 0) {
        pause = min(busy.retryAfter().get(), parts.limits().deniedCap());
      }
      LOG.warn("link.no_login", "reason", busy.why(), "next_attempt_ms", pause.toMillis());
      later(pause);
    }
  }

  private void open() {
    long mine = ++generation;
    connectingSince = parts.clock().instant();
    wire = connector.connect(tokens.access(), new Ears(mine));
  }

  private void opened() {
    session = new Session(parts, wire, this::command);
    session.hello(Optional.empty());
  }

  private void lost(int code, String reason, OptionalInt httpStatus) {
    boolean wasStable =
        session != null && session.welcomed() && session.age().compareTo(STABLE) > 0;
    CloseReaction reaction = CloseReaction.of(code, httpStatus);
    if (reaction == CloseReaction.FAULTY_FRAME && session != null) {
      session.faulty("closed_" + code);
    }
    boolean welcomed = session != null && session.welcomed();
    disconnect();
    if (wasStable) {
      reconnect.reset();
    }
    Duration pause = pause(reaction, welcomed);
    Object[] facts = {
      "code", code, "reason", reason, "next_attempt_ms", pause.toMillis(), "reaction", reaction
    };
    if (reaction == CloseReaction.SUPERSEDED) {
      LOG.error(
          "link.superseded",
          "reason",
          reason,
          "next_attempt_ms",
          pause.toMillis(),
          "do",
          "another program is logged in as this agent; stop one of the two");
    } else {
      LOG.warn("link.lost", facts);
    }
    later(pause);
  }

  private Duration pause(CloseReaction reaction, boolean welcomed) {
    return switch (reaction) {
      case SUPERSEDED -> parts.limits().supersededPause();
      case RENEW_TOKEN -> renewPause(welcomed);
      case BUSY -> {
        reconnect.next();
        yield reconnect.next();
      }
      case FAULTY_FRAME, RECONNECT -> reconnect.next();
    };
  }

  /** At once with a new token; but a token refused when brand new is no reason to hurry. */
  private Duration renewPause(boolean welcomed) {
    boolean hurry = welcomed || !freshToken;
    if (tokens != null) {
      tokens = hurry ? new Tokens(tokens.access(), tokens.refresh(), Instant.MIN) : null;
    }
    return hurry ? Duration.ZERO : reconnect.next();
  }

  private void disconnect() {
    generation++;
    session = null;
    wire = null;
    connectingSince = null;
    renewing = false;
    freshToken = false;
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
    if (!renewing && session.welcomed() && !now.isBefore(tokens.refreshAt())) {
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
    Tokens spent = tokens;
    long mine = generation;
    authentication.execute(
        () -> {
          AuthResult result =
              spent.refresh().isEmpty() ? authenticator.login() : authenticator.refresh(spent);
          if (result instanceof AuthResult.Denied) {
            result = authenticator.login();
          }
          AuthResult outcome = result;
          post(
              () -> {
                if (mine == generation) {
                  renewed(outcome);
                }
              });
        });
  }

  private void renewed(AuthResult result) {
    renewing = false;
    if (result instanceof AuthResult.Granted granted) {
      tokens = granted.tokens();
      session.hello(Optional.of(tokens.access()));
    } else {
      // The old token lives on for a fifth of its life; after that the server closes with 4003.
      tokens =
          new Tokens(tokens.access(), tokens.refresh(), parts.clock().instant().plus(RENEW_RETRY));
      LOG.warn("link.renewal_failed", "retry_ms", RENEW_RETRY.toMillis());
    }
  }

  private void pump() {
    if (session != null) {
      session.pump();
    }
  }

  /** A command offered twice is executed once and answered twice. */
  private void command(ServerFrame.Command command) {
    Optional<CommandHandler.Outcome> known = commands.get(command.commandId());
    if (known != null) {
      known.ifPresent(outcome -> session.answer(command.commandId(), outcome));
      return;
    }
    commands.put(command.commandId(), Optional.empty());
    LOG.info("link.command", "name", command.name(), "command_id", command.commandId());
    commandHandler.handle(
        command,
        outcome ->
            post(
                () -> {
                  commands.put(command.commandId(), Optional.of(outcome));
                  if (session != null) {
                    session.answer(command.commandId(), outcome);
                  }
                }));
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

  private static ThreadFactory daemon(String name) {
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
