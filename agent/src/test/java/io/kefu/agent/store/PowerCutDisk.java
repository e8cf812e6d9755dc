package io.kefu.agent.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** A disk in memory that remembers every write, so that the power can be cut at any of them. */
public final class PowerCutDisk implements Disk {

  private sealed interface Step {
    record Append(String name, byte[] bytes) implements Step {}

    record Force(String name) implements Step {}

    record Truncate(String name, long size) implements Step {}

    record Delete(String name) implements Step {}

    record Rename(String name, String newName) implements Step {}
  }

  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final Map<String, Integer> forced = new TreeMap<>();
  private final List<Step> steps = new ArrayList<>();

  /** Makes writes fail from now on, as a full disk does; after this many bytes of the next one. */
  public int failAfterBytes = -1;

  /** Steps so far. */
  public int steps() {
    return steps.size();
  }

  /** Bytes the step writes; cutting within it leaves any prefix of them. */
  public int bytesOf(int step) {
    return steps.get(step) instanceof Step.Append append ? append.bytes().length : 0;
  }

  /** The disk after the first steps and some bytes of the next one. */
  public PowerCutDisk cutAt(int step, int bytes) {
    PowerCutDisk disk = new PowerCutDisk();
    for (Step done : steps.subList(0, step)) {
      disk.redo(done);
    }
    if (bytes > 0 && steps.get(step) instanceof Step.Append append) {
      disk.redo(new Step.Append(append.name(), Arrays.copyOf(append.bytes(), bytes)));
    }
    disk.steps.clear();
    return disk;
  }

  /** The disk after the first steps when nothing survives that was not forced. */
  public PowerCutDisk forcedOnlyAt(int step) {
    PowerCutDisk whole = cutAt(step, 0);
    PowerCutDisk disk = new PowerCutDisk();
    whole.files.forEach(
        (name, bytes) -> {
          int size = Math.min(whole.forced.getOrDefault(name, 0), bytes.length);
          if (size > 0) {
            disk.files.put(name, Arrays.copyOf(bytes, size));
          }
        });
    return disk;
  }

  /** Changes a file's bytes behind the store's back. */
  public void tamper(String name, IntFunction<byte[]> change) {
    files.put(name, change.apply(files.get(name).length));
  }

  /** The bytes of a file. */
  public byte[] bytes(String name) {
    return files.get(name).clone();
  }

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public byte[] read(String name) {
    return files.get(name).clone();
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null || bytes.length < offset + length) {
      throw new IOException("too short");
    }
    return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
  }

  @Override
  public void append(String name, byte[] bytes) throws IOException {
    if (failAfterBytes >= 0) {
      redo(new Step.Append(name, Arrays.copyOf(bytes, Math.min(failAfterBytes, bytes.length))));
      throw new IOException("No space left on device");
    }
    redo(new Step.Append(name, bytes.clone()));
  }

  @Override
  public void force(String name) {
    redo(new Step.Force(name));
  }

  @Override
  public void truncate(String name, long size) {
    redo(new Step.Truncate(name, size));
  }

  @Override
  public void delete(String name) {
    redo(new Step.Delete(name));
  }

  @Override
  public void rename(String name, String newName) {
    redo(new Step.Rename(name, newName));
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private void redo(Step step) {
    steps.add(step);
    switch (step) {
      case Step.Append append -> {
        byte[] before = files.getOrDefault(append.name(), new byte[0]);
        byte[] after = Arrays.copyOf(before, before.length + append.bytes().length);
        System.arraycopy(append.bytes(), 0, after, before.length, append.bytes().length);
        files.put(append.name(), after);
      }
      case Step.Force force -> forced.put(force.name(), files.get(force.name()).length);
      case Step.Truncate truncate -> {
        byte[] cut = Arrays.copyOf(files.get(truncate.name()), (int) truncate.size());
        files.put(truncate.name(), cut);
        forced.put(truncate.name(), cut.length);
      }
      case Step.Delete delete -> {
        files.remove(delete.name());
        forced.remove(delete.name());
      }
      case Step.Rename rename -> {
        files.put(rename.newName(), files.remove(rename.name()));
        forced.remove(rename.name());
      }
    }
  }
}
