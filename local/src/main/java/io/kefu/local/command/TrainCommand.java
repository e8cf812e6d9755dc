package io.kefu.local.command;

import io.kefu.local.fleet.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the fleet runs beside itself on its first start; not for people. */
@Command(
    name = "train",
    hidden = true,
    description = "Makes the missing ahead-of-time caches of the services.")
public final class TrainCommand implements Callable<Integer> {

  private static final Logger ROOT = Logger.getLogger("");

  @Parameters(paramLabel = "DIR", description = "Where the caches are kept.")
  private Path aotDirectory;

  @Override
  public Integer call() throws IOException {
    ROOT.setLevel(Level.WARNING);
    new Trainer(HomeOption.root(), aotDirectory, System.out::println).train();
    return ExitCodes.OK;
  }
}
