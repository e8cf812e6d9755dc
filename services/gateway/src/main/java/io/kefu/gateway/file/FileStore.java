package io.kefu.gateway.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Where the bytes are. Calls block: only from worker threads. Keys are made by us and hold letters,
 * digits, hyphens and slashes only.
 */
public interface FileStore {

  /** Stores a file under a key; whole or not at all. */
  void put(String key, Path file, String contentType) throws IOException;

  /**
   * Reads a part.
   *
   * @param from first byte, 0 or more
   * @param length bytes, 1 or more
   */
  InputStream read(String key, long from, long length) throws IOException;

  /** Removes a file; one that is not there is no failure. */
  void delete(String key) throws IOException;
}
