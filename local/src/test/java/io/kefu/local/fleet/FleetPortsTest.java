package io.kefu.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.local.backends.PortTakenException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class FleetPortsTest {

  private final AtomicInteger next = new AtomicInteger(25_000);
  private final IntSupplier free = next::getAndIncrement;

  @Test
  void usesTheDefaultsWhenTheyAreFree() {
    // When
    var ports = FleetPorts.choose(Map.of(), port -> true, free);

    // Then
    assertThat(ports.of(ServiceName.GATEWAY)).isEqualTo(8080);
    assertThat(ports.of(FleetPorts.POSTGRES)).isEqualTo(15_432);
    assertThat(ports.notes()).isEmpty();
  }

  @Test
  void movesADefaultThatIsTakenAndSaysSo() {
    // When
    var ports = FleetPorts.choose(Map.of(), port -> port != 8080, free);

    // Then
    assertThat(ports.of(ServiceName.GATEWAY)).isEqualTo(25_000);
    assertThat(ports.notes()).containsExactly("Port 8080 is taken, gateway uses 25000 instead");
  }

  @Test
  void refusesAChosenPortThatIsTaken() {
    assertThatThrownBy(() -> FleetPorts.choose(Map.of("kafka", 9092), port -> port != 9092, free))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining("--port kafka=PORT")
        .hasMessageContaining("9092");
  }

  @Test
  void givesADefaultWayToAChoice() {
    // When
    var ports = FleetPorts.choose(Map.of("stats", 8080), port -> true, free);

    // Then
    assertThat(ports.of(ServiceName.STATS)).isEqualTo(8080);
    assertThat(ports.of(ServiceName.GATEWAY)).isEqualTo(25_000);
  }

  @Test
  void neverGivesOnePortTwice() {
    // When
    var ports =
        FleetPorts.choose(
            FleetPorts.NAMES.stream()
                .collect(java.util.stream.Collectors.toMap(name -> name, name -> 0)),
            port -> true,
            () -> next.getAndIncrement() / 2);

    // Then
    assertThat(ports.byName().values()).doesNotHaveDuplicates();
    assertThat(ports.notes()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAChoice() {
    assertThatThrownBy(() -> FleetPorts.choose(Map.of("gatway", 1), port -> true, free))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gatway")
        .hasMessageContaining("message-service");
    assertThatThrownBy(() -> FleetPorts.choose(Map.of("redis", 70_000), port -> true, free))
        .hasMessageContaining("65535");
    assertThatThrownBy(
            () -> FleetPorts.choose(Map.of("redis", 7000, "kafka", 7000), port -> true, free))
        .hasMessageContaining("two parts");
  }

  @Test
  void readsChoicesFromTheEnvironment() {
    assertThat(FleetPorts.chosenBy(Map.of("KEFU_PORT_MESSAGE_SERVICE", "9081", "PATH", "/bin")))
        .containsExactly(Map.entry("message-service", 9081));
    assertThatThrownBy(() -> FleetPorts.chosenBy(Map.of("KEFU_PORT_KAFKA", "many")))
        .hasMessageContaining("KEFU_PORT_KAFKA")
        .hasMessageContaining("many");
  }
}
