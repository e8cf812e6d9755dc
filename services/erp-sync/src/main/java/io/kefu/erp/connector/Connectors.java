package io.kefu.erp.connector;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.connector.folder.FolderConnector;
import io.kefu.erp.connector.rest.RestConnector;
import io.kefu.erp.connector.zhibang.ZhibangConnector;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Each tenant's connector, read at start from the YAML files of a folder. A file that cannot work
 * stops the start and is named: a sync that silently does not run is found much later.
 */
@Startup
@Singleton
public class Connectors {

  private static final Logger LOG = Logger.getLogger(Connectors.class);
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");
  private static final int SERIAL_CHARACTERS = 20;

  private final ConcurrentHashMap<String, ErpConnector> byTenant = new ConcurrentHashMap<>();
  private final ObjectMapper json;
  private final Clock clock;

  /**
   * Reads the folder.
   *
   * @param config names the folder of {@code *.yaml} and {@code *.yml}
   * @throws IllegalStateException that names the file and what to correct
   */
  public Connectors(ErpConfig config, ObjectMapper json, Clock clock) {
    this.json = json;
    this.clock = clock;
    config
        .connectorsFolder()
        .ifPresent(path -> files(path).forEach(file -> put(read(file, System.getenv()))));
  }

  /** The connector of a tenant. */
  public Optional<ErpConnector> of(String tenantId) {
    return Optional.ofNullable(byTenant.get(tenantId));
  }

  /** Tenants that have one. */
  public Set<String> tenants() {
    return Set.copyOf(byTenant.keySet());
  }

  /** Sets a tenant's connector up, in place of an earlier one. */
  public void put(ConnectorSettings settings) {
    ErpConnector former = byTenant.put(settings.tenant(), open(settings));
    if (former != null) {
      former.close();
    }
    LOG.infof("ERP connector set up: %s", settings);
  }

  private ErpConnector open(ConnectorSettings settings) {
    return switch (settings.connector()) {
      case "rest" -> new RestConnector(settings, json);
      case "folder" -> new FolderConnector(settings, json, clock);
      default -> {
        // Names this process in the ERP's list of logins.
        String serial = UUID.randomUUID().toString().replace("-", "");
        yield new ZhibangConnector(settings, json, serial.substring(0, SERIAL_CHARACTERS));
      }
    };
  }

  /** Reads one file; {@code ${NAME}} stands for a variable of the environment. */
  static ConnectorSettings read(Path file, Map<String, String> environment) {
    ObjectMapper yaml =
        new ObjectMapper(new YAMLFactory())
            .registerModule(new JavaTimeModule())
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    try {
      return yaml.readValue(
          substitute(Files.readString(file), environment), ConnectorSettings.class);
    } catch (IOException | IllegalArgumentException e) {
      // Jackson's own message would show the line, and with it perhaps the password.
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String what =
          cause instanceof IllegalArgumentException ? cause.getMessage() : "not readable as YAML";
      throw new IllegalStateException("connector file " + file.getFileName() + ": " + what);
    }
  }

  private static String substitute(String text, Map<String, String> environment) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = environment.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException("the variable " + matcher.group(1) + " is not set");
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              path -> path.toString().endsWith(".yaml") || path.toString().endsWith(".yml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("kefu.erp.connectors-folder cannot be read: " + folder, e);
    }
  }

  @PreDestroy
  void close() {
    byTenant.values().forEach(ErpConnector::close);
  }
}
