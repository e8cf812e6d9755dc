package io.kefu.agent.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The few things a log does to files. A port, so that tests can cut the power between any two bytes
 * that reach the disk. Not thread-safe.
 */
public interface Disk extends Closeable {

  /** Names of the files, sorted. */
  List<String> list() throws IOException;

  /** The whole file. */
  byte[] read(String name) throws IOException;

  /** A piece of a file. */
  byte[] read(String name, long offset, int length) throws IOException;

  /** Adds bytes at the end, creating the file when absent. Not yet safe from a power cut. */
  void append(String name, byte[] bytes) throws IOException;

  /** Returns when everything appended to the file, and the file's name, survive a power cut. */
  void force(String name) throws IOException;

  /** Cuts the file. */
  void truncate(String name, long size) throws IOException;

  /** Removes the file. */
  void delete(String name) throws IOException;

  /** Sets a file aside under another name, for a person to look at. */
  void rename(String name, String newName) throws IOException;

  @Override
  void close() throws IOException;
}
