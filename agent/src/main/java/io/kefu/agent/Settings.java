package io.kefu.agent;

import io.kefu.agent.identity.StoredIdentity;
import io.kefu.agent.link.SealingTerms;
import io.kefu.agent.wechat.window.Habits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the settings: command line ({@code --agent-id=…}) over environment ({@code KEFU_AGENT_ID})
 * over the file named by {@code --config} or {@code KEFU_AGENT_CONFIG} ({@code agent_id: …}).
 */
final class Settings {

  /** Option, environment variable; the file uses the option with underscores. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("gateway-url", "KEFU_AGENT_GATEWAY_URL"),
          Map.entry("agent-id", "KEFU_AGENT_ID"),
          Map.entry("secret", "KEFU_AGENT_SECRET"),
          Map.entry("secret-file", "KEFU_AGENT_SECRET_FILE"),
          Map.entry("home", "KEFU_AGENT_HOME"),
          Map.entry("proxy", "KEFU_AGENT_PROXY"),
          Map.entry("tls-ca-file", "KEFU_AGENT_TLS_CA_FILE"),
          Map.entry("tls-pins", "KEFU_AGENT_TLS_PINS"),
          Map.entry("payload-key", "KEFU_AGENT_PAYLOAD_KEY"),
          Map.entry("payload-sealing", "KEFU_AGENT_PAYLOAD_SEALING"),
          Map.entry("driver", "KEFU_AGENT_DRIVER"),
          Map.entry("simulated-port", "KEFU_AGENT_SIMULATED_PORT"),
          Map.entry("simulated-script", "KEFU_AGENT_SIMULATED_SCRIPT"),
          Map.entry("own-name", "KEFU_AGENT_OWN_NAME"),
          Map.entry("chats-allow", "KEFU_AGENT_CHATS_ALLOW"),
          Map.entry("chats-deny", "KEFU_AGENT_CHATS_DENY"),
          Map.entry("groups", "KEFU_AGENT_GROUPS"),
          Map.entry("send-key", "KEFU_AGENT_SEND_KEY"),
          Map.entry("quiet-ms", "KEFU_AGENT_QUIET_MS"),
          Map.entry("visit", "KEFU_AGENT_VISIT"),
          Map.entry("received-files", "KEFU_AGENT_RECEIVED_FILES"),
          Map.entry("log-level", "KEFU_AGENT_LOG_LEVEL"));

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  /** Options that are neither in the environment nor in the file. */
  private static final Set<String> BARE = Set.of("config", "enrol");

  private static final int DEFAULT_SIMULATED_PORT = 18090;

  private final Map<String, String> arguments;
  private final Map<String, String> environment;
  private final Map<String, String> file;

  private Settings(
      Map<String, String> arguments, Map<String, String> environment, Map<String, String> file) {
    this.arguments = arguments;
    this.environment = environment;
    this.file = file;
  }

  static Settings read(List<String> args, Map<String, String> environment) throws BadConfig {
    Map<String, String> arguments = new HashMap<>();
    for (String argument : args) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 0) {
        throw new BadConfig(
            argument + " is not understood: options look like --agent-id=agent_001");
      }
      String name = argument.substring(2, equals);
      if (!NAMES.containsKey(name) && !BARE.contains(name)) {
        throw new BadConfig("there is no option --" + name + "; --help lists them");
      }
      if (name.equals("secret") || name.equals("payload-key")) {
        throw new BadConfig(
            "a "
                + name
                + " on the command line is seen by every user of this PC: put it into "
                + NAMES.get(name)
                + " or the configuration file"
                + (name.equals("secret") ? ", or the file of --secret-file" : ""));
      }
      arguments.put(name, argument.substring(equals + 1));
    }
    String config = arguments.getOrDefault("config", environment.get("KEFU_AGENT_CONFIG"));
    return new Settings(
        arguments, environment, config == null ? Map.of() : readFile(path("config", config)));
  }

  /** The one-time code of {@code --enrol}, which is spent at once and then worth nothing. */
  Optional<String> enrolCode() {
    return Optional.ofNullable(arguments.get("enrol")).filter(code -> !code.isBlank());
  }

  /** What reaches the gateway before this agent has an identity. */
  AgentConfig configBeforeEnrolment() throws BadConfig {
    return config("", "", Optional.empty());
  }

  /** Id and secret as they are set, else as an enrolment stored them. */
  AgentConfig config() throws BadConfig {
    if (get("secret").isEmpty() && get("secret-file").isEmpty()) {
      Optional<StoredIdentity> stored = stored();
      if (stored.isPresent()) {
        StoredIdentity identity = stored.get();
        return config(
            get("agent-id").orElse(identity.agentId()), identity.secret(), identity.payloadKey());
      }
    }
    return config(agentId(), secret(), Optional.empty());
  }

  private Optional<StoredIdentity> stored() throws BadConfig {
    try {
      return StoredIdentity.load(home(), new SecureRandom());
    } catch (IOException e) {
      throw new BadConfig(e.getMessage());
    }
  }

  /** The state folder. */
  Path home() throws BadConfig {
    return path("home", get("home").orElseGet(Settings::defaultHome)).toAbsolutePath();
  }

  private AgentConfig config(String agentId, String secret, Optional<String> enrolledKey)
      throws BadConfig {
    return new AgentConfig(
        gateway(),
        agentId,
        secret,
        home(),
        get("proxy"),
        optionalPath("tls-ca-file"),
        pins(),
        sealing(get("payload-key").or(() -> enrolledKey)),
        driver(),
        port(),
        optionalPath("simulated-script"),
        receivedFiles(),
        habits(),
        get("log-level").orElse("info").equalsIgnoreCase("debug"));
  }

  /** How the agent behaves in WeChat's window. */
  Habits habits() throws BadConfig {
    return HabitSettings.read(this::get);
  }

  private List<Path> receivedFiles() throws BadConfig {
    Optional<String> set = get("received-files");
    if (set.isEmpty()) {
      Path documents = Path.of(System.getProperty("user.home", "."), "Documents");
      return WINDOWS
          ? List.of(documents.resolve("WeChat Files"), documents.resolve("xwechat_files"))
          : List.of();
    }
    List<Path> folders = new ArrayList<>();
    if (!set.get().equalsIgnoreCase("off")) {
      for (String folder : set.get().split(",")) {
        folders.add(path("received-files", folder.strip()));
      }
    }
    return folders;
  }

  private URI gateway() throws BadConfig {
    String text =
        required("gateway-url", "the address of the gateway, like https://kefu.example.com");
    try {
      URI address = URI.create(text);
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (web && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new BadConfig("gateway-url is no address: write http(s)://host:port");
    }
    throw new BadConfig("gateway-url must look like http(s)://host:port");
  }

  private String agentId() throws BadConfig {
    String id = required("agent-id", "the agent's id as the console shows it");
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new BadConfig(
          "agent-id may have letters, digits, dot, dash and underscore, at most 64");
    }
    return id;
  }

  private String secret() throws BadConfig {
    Optional<Path> from = optionalPath("secret-file");
    if (from.isPresent()) {
      try {
        return Files.readString(from.get(), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new BadConfig("the secret file " + from.get() + " cannot be read: check its rights");
      }
    }
    return required(
        "secret",
        "the agent's secret; or get one with --enrol=CODE" + " and a one-time code of the console");
  }

  private List<String> pins() throws BadConfig {
    List<String> pins = List.of(get("tls-pins").orElse("").split("[,\\s]+"));
    List<String> bare =
        pins.stream()
            .map(pin -> pin.replaceFirst("^sha256/", ""))
            .filter(p -> !p.isEmpty())
            .toList();
    for (String pin : bare) {
      if (!pin.matches("[A-Za-z0-9+/]{43}=")) {
        throw new BadConfig("tls-pins: " + pin + " is no base64 of a SHA-256; see the handbook");
      }
    }
    return bare;
  }

  private Optional<SealingTerms> sealing(Optional<String> key) throws BadConfig {
    String wish = get("payload-sealing").orElse("auto").toLowerCase(Locale.ROOT);
    if (!Set.of("auto", "required", "off").contains(wish)) {
      throw new BadConfig("payload-sealing must be auto, required or off, not " + wish);
    }
    if (wish.equals("required") && key.isEmpty()) {
      throw new BadConfig(
          "payload-sealing is required, but there is no key: set KEFU_AGENT_PAYLOAD_KEY or enrol"
              + " this agent anew");
    }
    if (wish.equals("off") || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SealingTerms.of(key.get(), wish.equals("required")));
    } catch (IllegalArgumentException e) {
      throw new BadConfig("payload-key is not base64url of 32 bytes: copy it again");
    }
  }

  private AgentConfig.DriverKind driver() throws BadConfig {
    String name = get("driver").orElse(WINDOWS ? "wechat" : "simulated");
    try {
      return AgentConfig.DriverKind.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadConfig(
          "driver "
              + name
              + " is not known: use one of "
              + Set.of(AgentConfig.DriverKind.values()));
    }
  }

  private int port() throws BadConfig {
    String text = get("simulated-port").orElse(String.valueOf(DEFAULT_SIMULATED_PORT));
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new BadConfig("simulated-port must be a number, not " + text);
    }
    throw new BadConfig("simulated-port must be between 0 and 65535");
  }

  private Optional<Path> optionalPath(String name) throws BadConfig {
    Optional<String> text = get(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(path(name, text.get()));
  }

  private String required(String name, String what) throws BadConfig {
    return get(name)
        .orElseThrow(
            () ->
                new BadConfig(
                    name.replace('-', '_')
                        + " is missing: set "
                        + NAMES.get(name)
                        + " or the line "
                        + name.replace('-', '_')
                        + ": … in the configuration file to "
                        + what));
  }

  private Optional<String> get(String name) {
    String value = arguments.get(name);
    if (value == null) {
      value = environment.get(NAMES.get(name));
    }
    if (value == null || value.isBlank()) {
      value = file.get(name.replace('-', '_'));
    }
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  /** Lines {@code name: value}; a hash begins a comment. Backslashes are left alone. */
  private static Map<String, String> readFile(Path path) throws BadConfig {
    List<String> lines;
    try {
      lines = Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BadConfig("the configuration file " + path + " cannot be read: check its name");
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\uFEFF", "").strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon).strip();
      if (colon < 0 || !NAMES.containsKey(name.replace('_', '-'))) {
        throw new BadConfig(path + ", line " + (i + 1) + ": " + name + " is not a setting");
      }
      values.put(name, unquoted(line.substring(colon + 1).strip()));
    }
    return values;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static Path path(String name, String text) throws BadConfig {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadConfig(name + " is no path: " + e.getReason());
    }
  }

  private static String defaultHome() {
    String local = System.getenv("LOCALAPPDATA");
    return local != null
        ? local + "\\KefuAgent"
        : System.getProperty("user.home", ".") + "/.kefu-agent";
  }
}
