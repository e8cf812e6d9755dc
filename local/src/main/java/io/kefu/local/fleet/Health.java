package io.kefu.local.fleet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks parts of the fleet how they are. Safe for use by several threads. */
public final class Health {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** Whether the service on the port is ready to work. */
  public boolean isServiceReady(int port) {
    if (!accepts(port)) {
      return false;
    }
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
            .timeout(TIMEOUT)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether somebody listens on the port of the loopback address. */
  public static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /** Whether the member answers now. */
  public boolean isHealthy(FleetFile.Member member) {
    return switch (member.kind()) {
      case SERVICE -> isServiceReady(member.port());
      case BACKEND, AGENT -> accepts(member.port());
      case LAUNCHER -> member.identity().find().isPresent();
    };
  }
}
