package io.kefu.local.command;

import io.kefu.local.backends.process.Detachment;
import io.kefu.local.backends.process.ProgramLog;
import io.kefu.local.console.Console;
import io.kefu.local.fleet.FleetFile;
import io.kefu.local.fleet.FleetHome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the same command in the background and shows its output until the fleet is healthy. */
final class DetachedLaunch {

  private final Console console;
  private final FleetHome home;

  DetachedLaunch(Console console, FleetHome home) {
    this.console = console;
    this.home = home;
  }

  int run() {
    Path output = home.log("up");
    try {
      ProgramLog.prepare(output);
      long from = Files.exists(output) ? Files.size(output) : 0;
      Process launcher =
          new ProcessBuilder(Detachment.command(command()))
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      return follow(launcher, output, from);
    } catch (IOException e) {
      console.line("The fleet could not be started in the background: " + e.getMessage());
      return ExitCodes.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    }
  }

  private int follow(Process launcher, Path output, long from)
      throws IOException, InterruptedException {
    try (var file = new RandomAccessFile(output.toFile(), "r")) {
      file.seek(from);
      while (true) {
        boolean ended = launcher.waitFor(200, TimeUnit.MILLISECONDS);
        boolean ready = isReady(launcher.pid());
        copy(file);
        if (ended) {
          return launcher.exitValue();
        }
        if (ready) {
          console.line("It runs in the background; ./kefu down stops it.");
          return ExitCodes.OK;
        }
      }
    }
  }

  private boolean isReady(long launcher) {
    return FleetFile.read(home.fleetFile())
        .filter(fleet -> fleet.launcher().pid() == launcher && fleet.ready())
        .isPresent();
  }

  private void copy(RandomAccessFile file) throws IOException {
    long waiting = file.length() - file.getFilePointer();
    if (waiting > 0) {
      byte[] bytes = new byte[(int) waiting];
      file.readFully(bytes);
      console.text(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** This very command line, without the wish to be detached and without a terminal. */
  private static List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Dkefu.terminal=false");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.kefu.local.Main");
    ProcessHandle.current()
        .info()
        .arguments()
        .ifPresent(
            arguments -> {
              List<String> all = List.of(arguments);
              int main = all.indexOf("io.kefu.local.Main");
              all.subList(main + 1, all.size()).stream()
                  .filter(argument -> !argument.equals("--detach"))
                  .forEach(command::add);
            });
    return command;
  }
}
