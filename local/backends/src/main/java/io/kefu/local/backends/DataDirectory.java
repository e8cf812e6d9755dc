package io.kefu.local.backends;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a data directory for one set of back ends. The lock is the system's: it ends with the
 * process, so a crash leaves nothing to clean up.
 */
final class DataDirectory implements AutoCloseable {

  private final Path path;
  private final boolean temporary;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path path, boolean temporary, FileChannel channel, FileLock lock) {
    this.path = path;
    this.temporary = temporary;
    this.channel = channel;
    this.lock = lock;
  }

  static DataDirectory open(BackendsConfig config) {
    try {
      if (config.dataDirectory().isPresent()) {
        return hold(config.dataDirectory().get().toAbsolutePath().normalize(), false);
      }
      return hold(Files.createTempDirectory("kefu-backends-"), true);
    } catch (IOException e) {
      throw new BackendException(
          "The data directory %s cannot be used (%s)"
              .formatted(
                  config.dataDirectory().map(Path::toString).orElse("in the temporary folder"),
                  e.getMessage()),
          e);
    }
  }

  private static DataDirectory hold(Path path, boolean temporary) throws IOException {
    Files.createDirectories(path);
    Path file = path.resolve("backends.lock");
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String holder = Files.readString(file).strip();
      channel.close();
      throw new BackendException(
          "The back ends in %s are already running (process %s). Stop them first, or use another directory."
              .formatted(path, holder.isEmpty() ? "unknown" : holder));
    }
    channel.truncate(0);
    channel.write(
        StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
    return new DataDirectory(path, temporary, channel, lock);
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  boolean isTemporary() {
    return temporary;
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
      if (temporary) {
        UnpackFolder.delete(path);
      }
    } catch (IOException e) {
      // A temporary folder that cannot be deleted whole is left to the system.
    }
  }
}
