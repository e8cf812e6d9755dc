package io.kefu.agent.link;

import io.kefu.agent.log.Log;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens sockets, and takes REST when sockets never open although the login works: some proxy lets
 * no upgrade through. A socket is tried again when the REST wire ends. Thread-safe.
 */
final class FallbackConnector implements Wire.Connector {

  private static final Log LOG = Log.of(FallbackConnector.class);

  /** Upgrades in a row that failed before anything was heard. */
  private static final int BLOCKED_AFTER = 3;

  private final Wire.Connector sockets;
  private final Wire.Connector rest;
  private final boolean mustSeal;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicBoolean restFailed = new AtomicBoolean(true);

  /**
   * Chooses between the two.
   *
   * @param mustSeal whether nothing may be said plainly: REST seals nothing, so only sockets are
   *     left, whatever stands between
   */
  FallbackConnector(Wire.Connector sockets, Wire.Connector rest, boolean mustSeal) {
    this.sockets = sockets;
    this.rest = rest;
    this.mustSeal = mustSeal;
  }

  @Override
  public Wire connect(String accessToken, Wire.Listener listener) {
    boolean blocked = failures.get() >= BLOCKED_AFTER;
    if (blocked && mustSeal) {
      LOG.warn(
          "link.rest_refused",
          "failed_upgrades",
          failures.get(),
          "do",
          "let WebSockets (HTTP Upgrade) through the proxy: payloads must be sealed, REST is not");
      return sockets.connect(accessToken, new Watching(listener, true));
    }
    // After a REST wire a socket gets one try, so that a proxy that was repaired is noticed.
    if (blocked && restFailed.compareAndSet(true, false)) {
      LOG.warn(
          "link.rest_instead",
          "failed_upgrades",
          failures.get(),
          "do",
          "let WebSockets (HTTP Upgrade) through the proxy; answers come slower meanwhile");
      return rest.connect(accessToken, new Watching(listener, false));
    }
    restFailed.set(true);
    return sockets.connect(accessToken, new Watching(listener, true));
  }

  /** What says that a proxy stands between: not what a gateway itself answers. */
  private static boolean speaksOfAProxy(String reason, OptionalInt status) {
    if (status.isEmpty()) {
      // Nobody there at all is an outage, not a proxy.
      return !reason.startsWith(GatewaySocket.NOBODY_THERE);
    }
    return switch (status.getAsInt()) {
      case 401, 403, 429, 503 -> false;
      default -> true;
    };
  }

  private final class Watching implements Wire.Listener {

    private final Wire.Listener next;
    private final boolean socket;
    private volatile boolean opened;

    Watching(Wire.Listener next, boolean socket) {
      this.next = next;
      this.socket = socket;
    }

    @Override
    public void opened() {
      opened = true;
      if (socket) {
        failures.set(0);
      }
      next.opened();
    }

    @Override
    public void text(String text) {
      next.text(text);
    }

    @Override
    public void closed(int code, String reason, OptionalInt httpStatus) {
      if (socket && !opened && speaksOfAProxy(reason, httpStatus)) {
        failures.incrementAndGet();
      }
      next.closed(code, reason, httpStatus);
    }
  }
}
