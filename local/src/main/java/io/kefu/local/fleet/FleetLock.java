package io.kefu.local.fleet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One fleet per home. The system holds the lock, so it ends with the launcher in every case. */
final class FleetLock implements AutoCloseable {

  private final FileChannel channel;

  private FleetLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Empty when another fleet runs in the home. */
  static Optional<FleetLock> take(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new FleetLock(channel));
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // the same answer
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    }
  }
}
