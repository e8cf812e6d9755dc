package io.kefu.agent.update;

import io.kefu.agent.boot.Versions;
import io.kefu.agent.log.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Installs a signed package beside the version that runs and lets the program start anew with it.
 * Whether the new one came up is decided by {@link io.kefu.agent.boot.Boot}; the server asks again
 * until it hears how it ended, and whichever version runs then answers. Blocks; one call at a time.
 */
public final class Updater {

  private static final Log LOG = Log.of(Updater.class);

  /** Package, what it unpacks to, and air for the queue. */
  private static final long ROOM = 64L * 1024 * 1024;

  private static final String PART = ".package";

  /** Whoever has had no session for so long since its start has found the gateway away. */
  private static final Duration OUTAGE = Duration.ofSeconds(60);

  /** Fetches a package. */
  public interface Fetch {
    /**
     * Fetches, going on where an earlier try stopped.
     *
     * @throws IOException when it did not come whole; the message says why
     */
    void fetch(UpdateOrder order, Path to) throws IOException;
  }

  /** How an order ended, as far as this program can tell. */
  public enum Outcome {
    /** The version runs and has come up. */
    INSTALLED,
    /** The program starts anew now; the next one tells. */
    RESTARTING
  }

  private final Optional<Installation> installation;
  private final String builtIn;
  private final Fetch fetch;
  private final Runnable restart;
  private final LongSupplier nanoTime;
  private final long begun;
  private final AtomicBoolean heard = new AtomicBoolean();

  /**
   * Updates of one installation.
   *
   * @param builtIn the version of the classes that run
   * @param restart ends the program so that the launcher starts it anew
   */
  public Updater(
      Optional<Installation> installation, String builtIn, Fetch fetch, Runnable restart) {
    this(installation, builtIn, fetch, restart, System::nanoTime);
  }

  /** The same by another clock. */
  Updater(
      Optional<Installation> installation,
      String builtIn,
      Fetch fetch,
      Runnable restart,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.installation = installation;
    this.builtIn = builtIn;
    this.fetch = fetch;
    this.restart = restart;
  }

  /** There is a session with the gateway: the version that runs has come up. */
  public void cameUp() {
    if (installation.isEmpty()) {
      return;
    }
    if (heard.compareAndSet(false, true)) {
      pardon(installation.get().versions());
    }
    if (installation.get().running().isPresent()) {
      prove(installation.get().versions(), installation.get().running().get());
    }
  }

  /**
   * A version whose trial found no gateway is not at fault when this one, which is known to work,
   * did not find it either: it is tried again when the server repeats its order.
   */
  private void pardon(Versions versions) {
    if (nanoTime.getAsLong() - begun < OUTAGE.toNanos()) {
      return;
    }
    try {
      versions.pardon().ifPresent(name -> LOG.info("update.pardoned", "version", name));
    } catch (IOException e) {
      LOG.warn("update.not_pardoned", "reason", Log.reason(e));
    }
  }

  private static void prove(Versions versions, String name) {
    try {
      if (!versions.proven(name)) {
        versions.prove(name);
        LOG.info("update.came_up", "version", name);
        clearAway(versions, name);
      }
    } catch (IOException e) {
      LOG.error(
          "update.not_marked",
          "reason",
          Log.reason(e),
          "do",
          "free disk space; else the version before is started again");
    }
  }

  /**
   * Executes an order.
   *
   * @throws IOException when the version is not installed; the message says why and what to do
   */
  public Outcome update(UpdateOrder order) throws IOException {
    Installation here =
        installation.orElseThrow(
            () ->
                new IOException(
                    "this agent was not started by the launcher of an installation: replace the"
                        + " program by hand"));
    Versions versions = here.versions();
    String name = order.version().toString();
    if (here.running().filter(name::equals).isPresent() || name.equals(builtIn)) {
      return Outcome.INSTALLED;
    }
    check(order, here, versions);
    if (!ready(versions, name)) {
      install(order, versions);
    }
    versions.use(name, here.running());
    LOG.info("update.restarting", "from", builtIn, "to", name);
    restart.run();
    return Outcome.RESTARTING;
  }

  private void check(UpdateOrder order, Installation here, Versions versions) throws IOException {
    String name = order.version().toString();
    Optional<String> failed = versions.failed(name);
    if (failed.isPresent()) {
      throw new IOException("version " + name + " was tried here and taken back: " + failed.get());
    }
    Optional<ReleaseVersion> mine = ReleaseVersion.of(builtIn);
    if (mine.isPresent() && order.version().compareTo(mine.get()) <= 0) {
      throw new IOException(
          "version " + name + " is older than " + builtIn + ", which runs: install it by hand");
    }
    UpdateKeys keys = UpdateKeys.read(here.keys());
    if (keys.none()) {
      throw new IOException(
          "this installation trusts no key for updates: put one into " + here.keys());
    }
    if (!keys.signed(name, order.sha256(), order.signature())) {
      throw new IOException(
          "the signature is none of those this installation trusts; nothing was fetched");
    }
  }

  /** Whether an earlier order unpacked it already: the power went before the pointer was set. */
  private static boolean ready(Versions versions, String name) {
    return Files.isRegularFile(versions.jar(name));
  }

  private void install(UpdateOrder order, Versions versions) throws IOException {
    String name = order.version().toString();
    Path folder = Files.createDirectories(versions.folder());
    needRoom(folder);
    Path part = folder.resolve(order.sha256().substring(0, 32) + PART);
    fetch.fetch(order, part);
    if (!PackageFile.sha256(part).equals(order.sha256())) {
      Files.deleteIfExists(part);
      throw new IOException("the package that came is not the one that was signed");
    }
    Path unpacked = folder.resolve("." + name);
    remove(unpacked);
    try {
      PackageFile.unpack(part, unpacked);
      String inside = PackageFile.versionOf(unpacked.resolve(Versions.JAR));
      if (!inside.equals(name)) {
        throw new IOException("the package holds version " + inside + ", not " + name);
      }
      remove(versions.of(name));
      Files.move(unpacked, versions.of(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      remove(unpacked);
      Files.deleteIfExists(part);
    }
  }

  private static void needRoom(Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    if (disk.getUsableSpace() < ROOM) {
      throw new IOException(
          "there is no room for an update: free "
              + ROOM / 1024 / 1024
              + " MB on the disk of "
              + folder);
    }
  }

  /** Keeps this version, the one before, and the word why others failed. */
  private static void clearAway(Versions versions, String running) throws IOException {
    Optional<String> before = versions.before();
    List<Path> all;
    try (Stream<Path> found = Files.list(versions.folder())) {
      all = found.toList();
    }
    for (Path each : all) {
      String name = each.getFileName().toString();
      boolean kept = name.equals(running) || before.filter(name::equals).isPresent();
      if (Files.isDirectory(each) && !kept) {
        if (Files.exists(each.resolve("failed"))) {
          Files.deleteIfExists(each.resolve(Versions.JAR));
        } else {
          remove(each);
        }
      } else if (name.endsWith(PART)) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
