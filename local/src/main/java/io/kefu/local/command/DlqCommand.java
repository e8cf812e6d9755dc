package io.kefu.local.command;

import io.kefu.local.console.Console;
import io.kefu.local.deadletter.DeadLetterDesk;
import io.kefu.local.fleet.FleetFile;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Records that could not be processed: what waits, why, and the way back. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    description = "Lists, shows and replays records that could not be processed (dead letters).",
    synopsisSubcommandLabel = "(list | show | replay)")
public final class DlqCommand {

  private static final String DEFAULT_BOOTSTRAP = "localhost:19092";

  /** Which Kafka. */
  static final class KafkaOption {

    @Option(
        names = "--bootstrap",
        paramLabel = "HOST:PORT",
        description =
            "Address of Kafka (default: KAFKA_BOOTSTRAP_SERVERS, else the running fleet's, else"
                + " localhost:19092).")
    private String chosen;

    @Mixin private HomeOption homeOption;

    DeadLetterDesk desk() {
      LauncherLog.silent();
      return new DeadLetterDesk(bootstrap(), Console.standard());
    }

    private String bootstrap() {
      return Optional.ofNullable(chosen)
          .or(() -> Optional.ofNullable(System.getenv("KAFKA_BOOTSTRAP_SERVERS")))
          .filter(address -> !address.isBlank())
          .or(this::ofFleet)
          .orElse(DEFAULT_BOOTSTRAP);
    }

    private Optional<String> ofFleet() {
      return HomeOption.running(homeOption.home())
          .flatMap(
              fleet ->
                  fleet.members().stream()
                      .filter(member -> member.name().equalsIgnoreCase("kafka"))
                      .findFirst())
          .map(FleetFile.Member::port)
          .map(port -> "localhost:" + port);
    }
  }

  /** A time: {@code 2026-11-22T08:00:00Z}, or so long ago: {@code 2h}, {@code 30m}. */
  static final class Since implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return text.matches("\\d+[smhd]") ? Instant.now().minus(ago(text)) : Instant.parse(text);
      } catch (DateTimeParseException | ArithmeticException e) {
        throw new TypeConversionException(
            "'" + text + "' is no time: write 2026-11-22T08:00:00Z, or 2h for two hours ago");
      }
    }

    private static Duration ago(String text) {
      String day = text.endsWith("d") ? "P" : "PT";
      return Duration.parse(day + text.toUpperCase(java.util.Locale.ROOT));
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Counts the dead letters of each topic by their cause.")
  int list(@Mixin KafkaOption kafka) {
    kafka.desk().list();
    return ExitCodes.OK;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows dead letters with their cause; texts are masked.")
  int show(
      @Mixin KafkaOption kafka,
      @Parameters(paramLabel = "TOPIC", description = "For instance message.in.") String topic,
      @Option(
              names = "--from",
              paramLabel = "TIME",
              converter = Since.class,
              description = "Only those put aside since: 2026-11-22T08:00:00Z, or 2h.")
          Instant from,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "At most so many (default: ${DEFAULT-VALUE}).")
          int limit) {
    kafka.desk().show(topic, Optional.ofNullable(from), limit);
    return ExitCodes.OK;
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Puts dead letters back on their topic, each once.",
      footer = {
        "",
        "Goes on where the last replay ended. A record that came back three times is left alone.",
        "Exit code: 0 all went back, 1 some were left."
      })
  int replay(
      @Mixin KafkaOption kafka,
      @Parameters(paramLabel = "TOPIC", description = "For instance message.in.") String topic,
      @Option(
              names = "--from",
              paramLabel = "TIME",
              converter = Since.class,
              description = "Begins there, also with records that were replayed before.")
          Instant from,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "At most so many (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--force", description = "Also records that came back three times.")
          boolean force) {
    return kafka.desk().replay(topic, Optional.ofNullable(from), limit, force)
        ? ExitCodes.OK
        : ExitCodes.FAILED;
  }
}
