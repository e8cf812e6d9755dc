package io.kefu.gateway.origin;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;

/** Where a request comes from, for limits, lockouts and the audit log. Thread-safe. */
@ApplicationScoped
public class ClientAddresses {

  private static final String FORWARDED = "Forwarded";
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

  private final List<Network> proxies;
  private final List<Network> management;

  /**
   * Reads the networks.
   *
   * @throws IllegalArgumentException when one is none: the start fails rather than trusting wrongly
   */
  public ClientAddresses(OriginConfig config) {
    this.proxies = Network.all(config.trustedProxies().orElse(List.of()));
    this.management = Network.all(config.managementNetworks());
  }

  /** The client's address as text; empty when the connection is gone. */
  public String of(HttpServerRequest request) {
    if (request.remoteAddress() == null || request.remoteAddress().hostAddress() == null) {
      return "";
    }
    String peer = request.remoteAddress().hostAddress();
    return proxies.isEmpty()
        ? peer
        : Origin.of(
            peer,
            request.headers().getAll(FORWARDED),
            request.headers().getAll(FORWARDED_FOR),
            proxies);
  }

  /** Whether the request came straight from a network that may look at health and metrics. */
  public boolean fromManagement(HttpServerRequest request) {
    if (request.headers().contains(FORWARDED) || request.headers().contains(FORWARDED_FOR)) {
      return false;
    }
    InetAddress peer = peer(request);
    return peer != null && management.stream().anyMatch(network -> network.holds(peer));
  }

  /** Whether the client speaks TLS, to us or to a trusted proxy. */
  public boolean encrypted(HttpServerRequest request) {
    if (request.isSSL()) {
      return true;
    }
    InetAddress peer = peer(request);
    return peer != null
        && proxies.stream().anyMatch(network -> network.holds(peer))
        && "https".equalsIgnoreCase(request.getHeader(FORWARDED_PROTO));
  }

  private static InetAddress peer(HttpServerRequest request) {
    return request.remoteAddress() == null || request.remoteAddress().hostAddress() == null
        ? null
        : NetUtil.createInetAddressFromIpAddressString(
            Origin.bare(request.remoteAddress().hostAddress()));
  }
}
