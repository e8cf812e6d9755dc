package io.kefu.agent.update;

import io.kefu.agent.link.GatewayHttp;
import io.kefu.agent.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Fetches packages from the gateway's files, or from where the order says; tries a few times. */
public final class GatewayFetch implements Updater.Fetch {

  private static final Log LOG = Log.of(GatewayFetch.class);
  private static final int TRIES = 4;
  private static final long PAUSE_MILLIS = 1_000;

  /** The program has three megabytes; the gateway takes files of ten. */
  private static final long MAX_BYTES = 48L * 1024 * 1024;

  private final GatewayHttp http;
  private final Supplier<Optional<String>> token;

  /**
   * Fetches with the session's token.
   *
   * @param token the access token, when there is a session
   */
  public GatewayFetch(GatewayHttp http, Supplier<Optional<String>> token) {
    this.http = http;
    this.token = token;
  }

  @Override
  public void fetch(UpdateOrder order, Path to) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        if (order.url().isPresent()) {
          http.download(order.url().get(), to, MAX_BYTES);
        } else {
          String bearer = token.get().orElseThrow(() -> new IOException("there is no session"));
          http.download("/api/v1/files/" + order.fileId().orElseThrow(), bearer, to, MAX_BYTES);
        }
        return;
      } catch (GatewayHttp.Refused e) {
        throw e;
      } catch (IOException e) {
        if (attempt == TRIES) {
          throw new IOException("the package did not come: " + Log.reason(e), e);
        }
        LOG.info("update.fetched_in_part", "attempt", attempt, "reason", Log.reason(e));
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the agent stops", e);
    }
  }
}
