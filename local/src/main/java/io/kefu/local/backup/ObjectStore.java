package io.kefu.local.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Objects by name: a folder, or a bucket. */
public interface ObjectStore extends AutoCloseable {

  /** Stores a file under a name, whole or not at all. */
  void put(String name, Path file) throws IOException;

  /** Opens an object. */
  InputStream open(String name) throws IOException;

  /** Names of all objects that begin so, sorted. */
  List<String> list(String prefix) throws IOException;

  /** Removes an object; no harm when there is none. */
  void delete(String name) throws IOException;

  @Override
  void close();
}
