package io.kefu.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A folder on a real disk. Keeps the file it appends to open. Not thread-safe. */
public final class FolderDisk implements Disk {

  private final Path folder;
  private String openName;
  private FileChannel open;

  /** Uses a folder, creating it with owner-only rights where the file system knows rights. */
  public FolderDisk(Path folder) throws IOException {
    this.folder = OwnerOnly.folder(folder);
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    names.sort(null);
    return names;
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (name.equals(openName)) {
      fill(open, bytes, offset);
    } else {
      try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
        fill(channel, bytes, offset);
      }
    }
    return bytes.array();
  }

  @Override
  public void append(String name, byte[] bytes) throws IOException {
    FileChannel channel = channel(name);
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    long end = channel.size();
    while (rest.hasRemaining()) {
      end += channel.write(rest, end);
    }
  }

  @Override
  public void force(String name) throws IOException {
    channel(name).force(false);
  }

  @Override
  public void truncate(String name, long size) throws IOException {
    FileChannel channel = channel(name);
    channel.truncate(size);
    channel.force(true);
  }

  @Override
  public void delete(String name) throws IOException {
    closeIf(name);
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void rename(String name, String newName) throws IOException {
    closeIf(name);
    Files.move(folder.resolve(name), folder.resolve(newName));
    forceFolder();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
      openName = null;
    }
  }

  private FileChannel channel(String name) throws IOException {
    if (name.equals(openName)) {
      return open;
    }
    close();
    Path file = folder.resolve(name);
    boolean created = !Files.exists(file);
    open =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    openName = name;
    if (created) {
      OwnerOnly.file(file);
      forceFolder();
    }
    return open;
  }

  private void closeIf(String name) throws IOException {
    if (name.equals(openName)) {
      close();
    }
  }

  /** The name of a new file must survive too; Windows keeps it without being asked and refuses. */
  private void forceFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows does not open folders: NTFS journals the entry by itself.
      return;
    }
  }

  private static void fill(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
    long position = offset;
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes, position);
      if (count < 0) {
        throw new IOException("the file ends before offset " + (offset + bytes.capacity()));
      }
      position += count;
    }
  }
}
