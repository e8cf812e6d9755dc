package io.kefu.local;

import io.kefu.local.command.BackupCommand;
import io.kefu.local.command.ChatCommand;
import io.kefu.local.command.DlqCommand;
import io.kefu.local.command.DownCommand;
import io.kefu.local.command.MigrateV1Command;
import io.kefu.local.command.StatusCommand;
import io.kefu.local.command.TrainCommand;
import io.kefu.local.command.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher behind {@code ./kefu}. */
@Command(
    name = "kefu",
    mixinStandardHelpOptions = true,
    version = "Kefu 0.1.0-SNAPSHOT",
    description = "Kefu on this machine: the whole fleet, and a chat with it.",
    subcommands = {
      UpCommand.class,
      ChatCommand.class,
      StatusCommand.class,
      DownCommand.class,
      DlqCommand.class,
      MigrateV1Command.class,
      BackupCommand.class,
      TrainCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs the command and ends with its exit code. */
  public static void main(String[] args) {
    CommandLine commands = new CommandLine(new Main());
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println(failure.getMessage());
          return 1;
        });
    if (args.length == 0) {
      commands.usage(System.out);
      System.exit(CommandLine.ExitCode.USAGE);
    }
    System.exit(commands.execute(args));
  }
}
