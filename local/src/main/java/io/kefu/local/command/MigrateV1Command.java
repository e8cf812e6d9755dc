package io.kefu.local.command;

import io.kefu.local.Json;
import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.fleet.FleetFile;
import io.kefu.local.fleet.FleetHome;
import io.kefu.local.fleet.FleetLogin;
import io.kefu.local.fleet.FleetSecrets;
import io.kefu.local.gateway.GatewayClient;
import io.kefu.local.gateway.GatewayException;
import io.kefu.local.migration.GatewayPlatform;
import io.kefu.local.migration.Migration;
import io.kefu.local.migration.MigrationException;
import io.kefu.local.migration.MigrationPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over the predecessor's database. */
@Command(
    name = "migrate-v1",
    mixinStandardHelpOptions = true,
    description =
        "Imports customers, history and knowledge from the SQLite database of the predecessor.",
    footer = {
      "",
      "The file is only read. Running it again changes nothing that is there already; one that was cut",
      "off is simply started again. Against another platform than the local fleet: --gateway, --tenant,",
      "--username, and the password in KEFU_ADMIN_PASSWORD.",
      "Exit code: 0 done, 1 it stopped (the report tells how far it came)."
    })
public final class MigrateV1Command implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The SQLite file, for instance data.db.")
  private Path file;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "Gateway (default: the running fleet's).")
  private URI gateway;

  @Option(names = "--tenant", description = "Tenant (default: the running fleet's).")
  private String tenant;

  @Option(
      names = "--username",
      description = "An administrator (default: ${DEFAULT-VALUE}).",
      defaultValue = "admin")
  private String username;

  @Option(
      names = "--agent",
      paramLabel = "ID",
      description = "The agent that takes the predecessor's place (default: the running fleet's).")
  private String agent;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "v1",
      description =
          "Names this database; give each one its own when there are several (default: ${DEFAULT-VALUE}).")
  private String source;

  @Option(
      names = "--knowledge-base",
      paramLabel = "ID",
      defaultValue = "default",
      description = "Where the documents go (default: ${DEFAULT-VALUE}).")
  private String knowledgeBase;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      defaultValue = "Asia/Shanghai",
      description = "Zone of the predecessor's local times (default: ${DEFAULT-VALUE}).")
  private ZoneId zone;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the report as JSON, too.")
  private Path reportFile;

  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() throws IOException {
    Console console = Console.standard();
    Optional<FleetFile.Description> fleet = HomeOption.running(homeOption.home());
    if (gateway == null && fleet.isEmpty()) {
      console.line(
          "No fleet runs here; start one with ./kefu up, or name a platform with --gateway.");
      return ExitCodes.NOT_RUNNING;
    }
    Optional<FleetLogin> login = login(console, fleet);
    if (login.isEmpty()) {
      return ExitCodes.USAGE;
    }
    URI url = gateway != null ? gateway : URI.create(fleet.orElseThrow().gatewayUrl());
    MigrationPlan plan = new MigrationPlan(login.get().agentId(), source, knowledgeBase, zone);
    var platform = new GatewayPlatform(new GatewayClient(url, login.get()), plan);
    var migration = new Migration(plan, platform);
    int code = ExitCodes.OK;
    try {
      platform.check();
      console.line("Reading %s, sending to %s …".formatted(file, url));
      migration.run(file);
    } catch (MigrationException | GatewayException e) {
      console.line(console.style(Style.RED, e.getMessage()));
      code = ExitCodes.FAILED;
    }
    migration.report().lines().forEach(console::line);
    if (reportFile != null) {
      Files.writeString(
          reportFile,
          Json.MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(migration.report().values()));
      console.line("Report: " + reportFile);
    }
    return code;
  }

  private Optional<FleetLogin> login(Console console, Optional<FleetFile.Description> fleet) {
    if (gateway == null) {
      FleetHome home = homeOption.home();
      FleetLogin own = FleetLogin.of(FleetSecrets.in(home.secretsFile()));
      return Optional.of(
          new FleetLogin(
              own.tenant(),
              own.username(),
              own.password(),
              agent == null ? fleet.orElseThrow().agentId() : agent,
              ""));
    }
    String password = System.getenv("KEFU_ADMIN_PASSWORD");
    if (tenant == null || agent == null || password == null || password.isBlank()) {
      console.line(
          "With --gateway, say --tenant and --agent, and put the password into KEFU_ADMIN_PASSWORD.");
      return Optional.empty();
    }
    return Optional.of(new FleetLogin(tenant, username, password, agent, ""));
  }
}
