package io.kefu.local.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void handsOutEachPortOnce() {
    // Given
    var ports = new HashSet<Integer>();

    // When
    for (int i = 0; i < 50; i++) {
      ports.add(Ports.findFree());
    }

    // Then
    assertThat(ports).hasSize(50).allMatch(port -> port >= 20_000 && port < 32_000);
  }

  @Test
  void saysWhichPortIsTakenAndWhoWantedIt() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.claim("Redis", taken.getLocalPort(), "--redis-port"))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("Redis")
          .hasMessageContaining("--redis-port")
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void refusesNumbersThatAreNoPorts() {
    assertThatThrownBy(() -> BackendsConfig.ephemeral().withPorts(70_000, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kafkaPort");
    assertThatThrownBy(() -> BackendsConfig.ephemeral().withPartitions(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
