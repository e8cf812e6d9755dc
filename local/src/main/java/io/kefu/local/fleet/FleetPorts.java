package io.kefu.local.fleet;

import io.kefu.local.backends.PortTakenException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/**
 * Which port each part gets. A port that somebody chose is used or refused; a default port that is
 * taken is replaced by a free one, and a note says so.
 *
 * @param byName port of each part, by names of {@link #NAMES}
 * @param notes what a person should know about the choice
 */
public record FleetPorts(Map<String, Integer> byName, List<String> notes) {

  /** Part of the map for the simulated agent's chat socket. */
  public static final String AGENT = "agent";

  /** Part of the map for the simulated ERP. */
  public static final String ERP = "erp";

  /** Part of the map for Kafka. */
  public static final String KAFKA = "kafka";

  /** Part of the map for PostgreSQL. */
  public static final String POSTGRES = "postgres";

  /** Part of the map for Redis. */
  public static final String REDIS = "redis";

  private static final Map<String, Integer> DEFAULTS = defaults();

  /** Every part that has a port. */
  public static final List<String> NAMES = List.copyOf(DEFAULTS.keySet());

  private static Map<String, Integer> defaults() {
    var ports = new LinkedHashMap<String, Integer>();
    for (ServiceName service : ServiceName.values()) {
      ports.put(service.id(), service.defaultPort());
    }
    ports.put(KAFKA, 19_092);
    ports.put(POSTGRES, 15_432);
    ports.put(REDIS, 16_379);
    ports.put(AGENT, 18_090);
    ports.put(ERP, 18_091);
    return ports;
  }

  /**
   * Chooses.
   *
   * @param chosen by flag or environment; 0 means any free port
   * @param isFree whether a port could be listened on now
   * @param findFree gives a free port
   * @throws PortTakenException when a chosen port is taken
   * @throws IllegalArgumentException for an unknown name, an impossible number, or one port for two
   */
  public static FleetPorts choose(
      Map<String, Integer> chosen, IntPredicate isFree, IntSupplier findFree) {
    chosen.forEach(FleetPorts::check);
    var ports = new LinkedHashMap<String, Integer>();
    var notes = new ArrayList<String>();
    // Chosen ports first: no default may take what somebody chose for another part.
    DEFAULTS.keySet().stream()
        .filter(name -> chosen.getOrDefault(name, 0) != 0)
        .forEach(name -> ports.put(name, claim(name, chosen.get(name), ports, isFree)));
    DEFAULTS.forEach(
        (name, wanted) -> {
          if (ports.containsKey(name)) {
            return;
          }
          boolean any = chosen.containsKey(name);
          boolean usable = !any && isFree.test(wanted) && !ports.containsValue(wanted);
          int port = usable ? wanted : other(ports, findFree);
          ports.put(name, port);
          if (!any && !usable) {
            notes.add("Port %d is taken, %s uses %d instead".formatted(wanted, name, port));
          }
        });
    return new FleetPorts(Map.copyOf(ports), List.copyOf(notes));
  }

  private static void check(String name, int port) {
    if (!DEFAULTS.containsKey(name)) {
      throw new IllegalArgumentException(
          "There is no part named '%s' that has a port; there are %s"
              .formatted(name, String.join(", ", NAMES)));
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "The port of %s must be between 1 and 65535, or 0 for any free one, not %d"
              .formatted(name, port));
    }
  }

  private static int claim(String name, int port, Map<String, Integer> ports, IntPredicate isFree) {
    if (ports.containsValue(port)) {
      throw new IllegalArgumentException("Port %d was chosen for two parts".formatted(port));
    }
    if (!isFree.test(port)) {
      throw new PortTakenException(name, port, "--port " + name + "=PORT");
    }
    return port;
  }

  private static int other(Map<String, Integer> ports, IntSupplier findFree) {
    int port = findFree.getAsInt();
    while (ports.containsValue(port)) {
      port = findFree.getAsInt();
    }
    return port;
  }

  /**
   * Choices in the environment: {@code KEFU_PORT_MESSAGE_SERVICE=9081}.
   *
   * @throws IllegalArgumentException when a value is no number
   */
  public static Map<String, Integer> chosenBy(Map<String, String> environment) {
    var chosen = new LinkedHashMap<String, Integer>();
    for (String name : NAMES) {
      String variable = "KEFU_PORT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        try {
          chosen.put(name, Integer.parseInt(value.strip()));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "%s must be a port number, not '%s'".formatted(variable, value), e);
        }
      }
    }
    return chosen;
  }

  /** The port of a part. */
  public int of(String name) {
    return byName.get(name);
  }

  /** The port of a service. */
  public int of(ServiceName service) {
    return byName.get(service.id());
  }
}
