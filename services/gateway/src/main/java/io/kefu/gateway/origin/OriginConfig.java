package io.kefu.gateway.origin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Whom to believe about where a request comes from. */
@ConfigMapping(prefix = "kefu.http")
public interface OriginConfig {

  /**
   * Addresses or networks ({@code 10.0.0.0/8}) of the proxies in front of the gateway. Only their
   * {@code Forwarded} and {@code X-Forwarded-For} are read; none by default, since a stranger could
   * otherwise take any address and escape every limit.
   */
  Optional<List<String>> trustedProxies();

  /**
   * Networks whose direct connections may read {@code /q/health} and {@code /q/metrics}: where the
   * orchestrator and Prometheus live. A request that came through a proxy is refused whatever its
   * address.
   */
  @WithDefault("127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7")
  List<String> managementNetworks();
}
