package io.kefu.local.fleet;

import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.Guardian;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The trainer in a process of its own with the lowest priority. */
final class TrainingLaunch {

  private static final String NAME = "training";
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(4);

  private TrainingLaunch() {}

  static ChildProgram start(FleetOptions options, Guardian guardian) {
    return ChildProgram.start(
        new ChildProgram.Spec(
            NAME,
            "java",
            List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dkefu.root=" + options.root,
                "-cp",
                System.getProperty("java.class.path"),
                "io.kefu.local.Main",
                "train",
                options.aotDirectory.toString()),
            Map.of(),
            options.home.run(),
            options.home.log(NAME),
            new RunFile(options.home.run().resolve(NAME + ".run")),
            StopSignal.TERM,
            STOP_PATIENCE),
        guardian);
  }
}
