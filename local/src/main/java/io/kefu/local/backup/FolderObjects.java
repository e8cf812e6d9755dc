package io.kefu.local.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Objects in a folder, for instance a mounted disk of another machine. */
final class FolderObjects implements ObjectStore {

  private static final String UNFINISHED = ".part";

  private final Path folder;

  FolderObjects(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  private Path path(String name) {
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder)) {
      throw new BackupException("The name " + name + " leads out of the folder.");
    }
    return path;
  }

  @Override
  public void put(String name, Path file) throws IOException {
    Path target = path(name);
    Files.createDirectories(target.getParent());
    Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
    Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.startsWith(prefix) && !name.endsWith(UNFINISHED))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  @Override
  public void close() {}
}
