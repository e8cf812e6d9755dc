package io.kefu.agent.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The versions beside the one an installation came with, each in a folder of its own.
 *
 * <pre>
 *   versions/current    name of the version to run; absent for the one of the installation
 *   versions/previous   name of the one before; empty for the one of the installation
 *   versions/NAME/kefu-agent.jar
 *   versions/NAME/starts    how often it was started and did not come up
 *   versions/NAME/proven    it came up: it had a session with the gateway
 *   versions/NAME/unheard   how often its trial ended without a session, that is: perhaps without its fault
 *   versions/NAME/failed    why it is not started again
 * </pre>
 *
 * <p>Each file is replaced whole, so a power cut at any moment leaves one of the two states. These
 * names are what all versions agree upon: do not change them.
 */
public final class Versions {

  /** A version may be started so often before it has come up once. */
  public static final int STARTS = 3;

  /** So often a version may be pardoned whose trial fell into an outage. */
  public static final int PARDONS = 3;

  /** The program in a version's folder. */
  public static final String JAR = "kefu-agent.jar";

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9.-]{0,63}";
  private static final String CURRENT = "current";
  private static final String PREVIOUS = "previous";
  private static final String STARTED = "starts";
  private static final String PROVEN = "proven";
  private static final String FAILED = "failed";
  private static final String UNHEARD = "unheard";

  private final Path folder;

  /** Versions in a folder, which need not be there yet. */
  public Versions(Path folder) {
    this.folder = folder;
  }

  /**
   * What is to be run; empty for the version of the installation. The current one, unless it has
   * failed; then the one before.
   */
  public Optional<String> choice() {
    for (String pointer : List.of(CURRENT, PREVIOUS)) {
      Optional<String> named = line(folder.resolve(pointer));
      if (named.isPresent() && usable(named.get())) {
        return named;
      }
    }
    return Optional.empty();
  }

  /** The version to go back to; empty for that of the installation. */
  public Optional<String> before() {
    return line(folder.resolve(PREVIOUS)).filter(name -> name.matches(NAME));
  }

  /** The program of a version. */
  public Path jar(String name) {
    return of(name).resolve(JAR);
  }

  /** A version's folder. */
  public Path of(String name) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException("no name of a version: " + name);
    }
    return folder.resolve(name);
  }

  /** The folder that holds all. */
  public Path folder() {
    return folder;
  }

  /** Whether a version has come up once. */
  public boolean proven(String name) {
    return Files.exists(of(name).resolve(PROVEN));
  }

  /** Why a version is not started any more; empty when it may be. */
  public Optional<String> failed(String name) {
    return line(of(name).resolve(FAILED));
  }

  /**
   * Counts a start of a version that has not come up yet.
   *
   * @return false when it had its chances: it has failed now, choose again
   */
  public boolean start(String name) throws IOException {
    if (proven(name)) {
      return true;
    }
    int before = line(of(name).resolve(STARTED)).map(Versions::number).orElse(0);
    if (before >= STARTS) {
      // Its own fault: no outage pardons that.
      Files.deleteIfExists(of(name).resolve(UNHEARD));
      fail(name, "it was started " + before + " times and did not come up");
      return false;
    }
    write(of(name).resolve(STARTED), String.valueOf(before + 1));
    return true;
  }

  /** A version has come up. */
  public void prove(String name) throws IOException {
    write(of(name).resolve(PROVEN), "");
  }

  /** A version must not be started again. */
  public void fail(String name, String why) throws IOException {
    write(of(name).resolve(FAILED), why);
  }

  /** A version's trial ended without a session: it has failed, unless the gateway was away. */
  public void unheard(String name, String why) throws IOException {
    int before = line(of(name).resolve(UNHEARD)).map(Versions::number).orElse(0);
    write(of(name).resolve(UNHEARD), String.valueOf(before + 1));
    fail(name, why);
  }

  /**
   * Gives the version that was to run another trial, when its last one ended without a session: the
   * one before has found the gateway away too.
   *
   * @return its name; empty when there is none, or it has had its pardons
   */
  public Optional<String> pardon() throws IOException {
    Optional<String> named = line(folder.resolve(CURRENT)).filter(name -> name.matches(NAME));
    if (named.isEmpty() || failed(named.get()).isEmpty()) {
      return Optional.empty();
    }
    Path version = of(named.get());
    Optional<Integer> times = line(version.resolve(UNHEARD)).map(Versions::number);
    if (times.isEmpty() || times.get() > PARDONS) {
      return Optional.empty();
    }
    write(version.resolve(STARTED), "0");
    Files.delete(version.resolve(FAILED));
    return named;
  }

  /**
   * Makes an installed version the one to run next.
   *
   * @param running the one that runs now; empty for that of the installation
   */
  public void use(String name, Optional<String> running) throws IOException {
    write(folder.resolve(PREVIOUS), running.orElse(""));
    write(folder.resolve(CURRENT), name);
  }

  private boolean usable(String name) {
    return name.matches(NAME) && Files.isRegularFile(jar(name)) && failed(name).isEmpty();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return STARTS;
    }
  }

  private static Optional<String> line(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void write(Path file, String content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap((content + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
