package io.kefu.agent.boot;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The start of the program. Without an installation around it ({@link #IMAGE} is not set) it runs
 * the version it came with. In an installation it runs the newest version that came up; a new one
 * is on trial: it must have a session with the gateway within a few minutes and a few starts, else
 * it has failed, the program ends with {@link #AGAIN}, and the next start runs the one before.
 */
public final class Boot {

  /** System property: the folder of the installation, with {@code app} and {@code versions}. */
  public static final String IMAGE = "kefu.agent.image";

  /** System property, told to the program: name of the version that runs; empty for the first. */
  public static final String RUNNING = "kefu.agent.running";

  /** System property: milliseconds within which a new version must have come up. */
  public static final String TRIAL = "kefu.agent.trial.ms";

  /** Exit code that asks the launcher to start anew. */
  public static final int AGAIN = 75;

  private static final long TRIAL_MILLIS = 5 * 60_000;
  private static final long LOOK_MILLIS = 200;
  private static final long LEAVE_MILLIS = 20_000;
  private static final String MAIN = "io.kefu.agent.Main";

  private Boot() {}

  /** Chooses and runs. */
  public static void main(String[] args) throws Exception {
    String image = System.getProperty(IMAGE, "");
    Optional<Versions> versions =
        image.isEmpty() ? Optional.empty() : Optional.of(new Versions(Path.of(image, "versions")));
    Optional<String> chosen = Optional.empty();
    if (versions.isPresent() && Files.isDirectory(versions.get().folder())) {
      boolean serves = serves(List.of(args)) && alone(versions.get());
      chosen = serves ? chooseAndCount(versions.get()) : versions.get().choice();
      if (serves && chosen.isPresent() && !versions.get().proven(chosen.get())) {
        watch(versions.get(), chosen.get());
      }
    }
    System.setProperty(RUNNING, chosen.orElse(""));
    run(chosen.isPresent() ? loader(versions.get().jar(chosen.get())) : own(), args);
  }

  /** Whether this is the agent itself, and no tool that looks and ends. */
  private static boolean serves(List<String> args) {
    return args.stream()
        .allMatch(
            arg ->
                arg.startsWith("--")
                    && !arg.equals("--help")
                    && !arg.equals("--version")
                    && !arg.startsWith("--enrol="));
  }

  /** Only one program counts starts; the lock is freed by the system when this one ends. */
  @SuppressWarnings("resource")
  private static boolean alone(Versions versions) throws IOException {
    FileChannel channel =
        FileChannel.open(
            versions.folder().resolve("boot.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static Optional<String> chooseAndCount(Versions versions) throws IOException {
    Optional<String> chosen = versions.choice();
    while (chosen.isPresent() && !versions.start(chosen.get())) {
      System.err.println(
          "kefu-agent: version " + chosen.get() + " " + versions.failed(chosen.get()).orElse(""));
      chosen = versions.choice();
    }
    return chosen;
  }

  /** Ends a version that does not come up; code of the installation, whatever the version does. */
  private static void watch(Versions versions, String name) {
    long limit = Long.getLong(TRIAL, TRIAL_MILLIS);
    long end = System.nanoTime() + limit * 1_000_000;
    Thread watchdog =
        new Thread(
            () -> {
              while (!versions.proven(name)) {
                if (System.nanoTime() - end > 0) {
                  giveUp(versions, name, limit);
                  return;
                }
                sleep(LOOK_MILLIS);
              }
            },
            "kefu-trial");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private static void giveUp(Versions versions, String name, long limit) {
    try {
      versions.unheard(name, "it had no session with the gateway within " + limit / 1000 + " s");
    } catch (IOException e) {
      System.err.println("kefu-agent: " + e.getMessage());
    }
    Thread halt =
        new Thread(
            () -> {
              sleep(LEAVE_MILLIS);
              Runtime.getRuntime().halt(AGAIN);
            },
            "kefu-halt");
    halt.setDaemon(true);
    halt.start();
    System.exit(AGAIN);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ClassLoader own() {
    return Boot.class.getClassLoader();
  }

  /** Nothing of the installation's classes: a version brings all of its own. */
  private static ClassLoader loader(Path jar) throws IOException {
    File file = jar.toFile();
    return new URLClassLoader(
        "kefu-agent", new URL[] {file.toURI().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  private static void run(ClassLoader loader, String[] args) throws Exception {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      loader.loadClass(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      System.err.println("kefu-agent: " + e.getCause());
      System.exit(1);
    } catch (ReflectiveOperationException | LinkageError e) {
      System.err.println("kefu-agent: this version cannot be started: " + e);
      System.exit(1);
    }
  }
}
