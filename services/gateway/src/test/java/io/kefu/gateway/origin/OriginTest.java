package io.kefu.gateway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginTest {

  private static final List<Network> PROXIES = Network.all(List.of("10.0.0.0/8", "fd00::/8"));

  @Test
  void strangersAreNotBelieved() {
    String address = Origin.of("203.0.113.9", List.of("for=1.2.3.4"), List.of("1.2.3.4"), PROXIES);

    assertThat(address).isEqualTo("203.0.113.9");
  }

  @Test
  void theNearestAddressThatIsNoProxyIsTheClient() {
    // The client wrote 1.2.3.4 itself; the outer proxy added the client, the inner one the outer.
    String chain =
        Origin.of("10.0.0.1", List.of(), List.of("1.2.3.4, 198.51.100.7, 10.9.9.9"), PROXIES);
    String split =
        Origin.of("10.0.0.1", List.of(), List.of("1.2.3.4", "198.51.100.7:4711"), PROXIES);
    String standard =
        Origin.of(
            "fd00::1",
            List.of("for=1.2.3.4, For=\"[2001:db8::17]:4711\";proto=https;by=10.0.0.1"),
            List.of("9.9.9.9"),
            PROXIES);

    assertThat(chain).isEqualTo("198.51.100.7");
    assertThat(split).isEqualTo("198.51.100.7");
    assertThat(standard).isEqualTo("2001:db8::17");
  }

  @Test
  void nonsenseEndsTheSearchAtTheLastCertainHop() {
    String obscured =
        Origin.of("10.0.0.1", List.of("for=_hidden, for=10.0.0.2"), List.of(), PROXIES);
    String empty = Origin.of("10.0.0.1", List.of(), List.of(" , "), PROXIES);
    String name = Origin.of("10.0.0.1", List.of(), List.of("localhost"), PROXIES);

    assertThat(obscured).isEqualTo("10.0.0.2");
    assertThat(empty).isEqualTo("10.0.0.1");
    assertThat(name).isEqualTo("10.0.0.1");
  }

  @Test
  void networksHoldWhatTheirBitsSay() {
    Network net = Network.of("192.168.4.0/22");

    assertThat(net.holds(NetUtil.createInetAddressFromIpAddressString("192.168.7.255"))).isTrue();
    assertThat(net.holds(NetUtil.createInetAddressFromIpAddressString("192.168.8.0"))).isFalse();
    assertThat(net.holds(NetUtil.createInetAddressFromIpAddressString("::1"))).isFalse();
    assertThatThrownBy(() -> Network.of("proxy.example")).hasMessageContaining("proxy.example");
    assertThatThrownBy(() -> Network.of("10.0.0.0/33")).hasMessageContaining("10.0.0.0/33");
  }
}
