package io.kefu.erp.connector.folder;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Rows as files, each complete whenever it is there. A file's name is its row's key. */
final class FolderState {

  /** Longest name of a file that file systems agree on, with room for the ending. */
  private static final int MAX_NAME = 200;

  private static final String ENDING = ".json";
  private static final TypeReference<LinkedHashMap<String, String>> ROW = new TypeReference<>() {};

  private final Path folder;
  private final ObjectMapper mapper;
  private final ReentrantLock ownThreads = new ReentrantLock();

  /** Something that may fail as files do. */
  interface Work<T> {
    T run() throws IOException;
  }

  FolderState(Path folder, ObjectMapper mapper) {
    this.folder = folder;
    this.mapper = mapper;
  }

  /** Runs work while nobody else changes the folder, in this process or another. */
  <T> T alone(Work<T> work) throws IOException {
    ownThreads.lock();
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return lock.isValid() ? work.run() : null;
    } finally {
      ownThreads.unlock();
    }
  }

  /** Whether a key can name a row. */
  static boolean usable(String key) {
    return !key.isBlank() && name(key).length() <= MAX_NAME;
  }

  Optional<Map<String, String>> get(String group, String key) throws IOException {
    return usable(key) ? read(folder.resolve(group).resolve(name(key) + ENDING)) : Optional.empty();
  }

  /** Sets a row's columns; those not named stay. */
  void merge(String group, String key, Map<String, String> columns) throws IOException {
    Map<String, String> row = new LinkedHashMap<>(get(group, key).orElseGet(Map::of));
    row.putAll(columns);
    write(
        folder.resolve(group).resolve(name(key) + ENDING),
        mapper.writeValueAsString(row),
        StandardCharsets.UTF_8);
  }

  /** Names of a group's rows behind one, in a fixed order. */
  List<String> after(String group, String name, int limit) throws IOException {
    Path rows = folder.resolve(group);
    if (!Files.isDirectory(rows)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(rows)) {
      return all.map(path -> path.getFileName().toString())
          .filter(file -> file.endsWith(ENDING) && file.compareTo(name) > 0)
          .sorted()
          .limit(limit)
          .toList();
    }
  }

  Optional<Map<String, String>> byName(String group, String name) throws IOException {
    return read(folder.resolve(group).resolve(name));
  }

  private Optional<Map<String, String>> read(Path file) throws IOException {
    try {
      return Optional.of(mapper.readValue(Files.readString(file), ROW));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The group of one owner's documents. */
  static String ofOwner(String group, String owner) {
    return group + "/" + name(owner);
  }

  /** Writes beside, then renames: nobody sees half a file. */
  static void write(Path file, String text, Charset charset) throws IOException {
    Files.createDirectories(file.getParent());
    Path beside = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
    Files.writeString(beside, text, charset);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String name(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}
