package io.kefu.agent.store;

import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An append-only, encrypted log in segment files that survives a power cut at any byte.
 *
 * <p>The protocol: a record is appended in one write behind the last whole record, then forced;
 * only then is it called kept. On opening, every segment is read; a tail without a whole record
 * behind it was being written when the power went and is cut off; a damaged record with whole ones
 * behind it is skipped and counted, its segment is left as it is. When nothing of a segment opens
 * under the key, the key is another one: the segment is set aside for a person, never deleted.
 * Segments leave from the oldest end only, after their owner copied what it still needs. Not
 * thread-safe.
 */
public final class EncryptedLog implements Closeable {

  /** Where a record is. */
  public record Location(long segment, int offset, int length) {}

  /** Receives the records on opening, oldest first. */
  public interface Visitor {
    /** One record. */
    void visit(Location location, byte[] plain);
  }

  /**
   * What was found broken on opening.
   *
   * @param tornBytes bytes cut off behind the last whole record; normal after a power cut
   * @param damagedRecords places inside segments that could not be read
   * @param setAside segments that do not open under the key, renamed to {@code *.unreadable}
   */
  public record Damage(long tornBytes, int damagedRecords, List<String> setAside) {

    /** Whether something that had been kept may be missing. */
    public boolean lostSomething() {
      return damagedRecords > 0 || !setAside.isEmpty();
    }
  }

  private final Disk disk;
  private final RecordCipher cipher;
  private final String name;
  private final int segmentBytes;
  private final TreeMap<Long, Long> sizes = new TreeMap<>();
  private final List<String> setAside = new ArrayList<>();
  private long tornBytes;
  private int damagedRecords;
  private long active;

  private EncryptedLog(Disk disk, RecordCipher cipher, String name, int segmentBytes) {
    this.disk = disk;
    this.cipher = cipher;
    this.name = name;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Opens a log, repairing what a crash left.
   *
   * @param name bound into every record, so that records of one log do not open in another
   * @param segmentBytes size at which a new segment begins
   */
  public static EncryptedLog open(
      Disk disk, RecordCipher cipher, String name, int segmentBytes, Visitor visitor)
      throws IOException {
    EncryptedLog log = new EncryptedLog(disk, cipher, name, segmentBytes);
    log.recover(visitor);
    return log;
  }

  /** What opening found. */
  public Damage damage() {
    return new Damage(tornBytes, damagedRecords, List.copyOf(setAside));
  }

  /** Bytes of all segments. */
  public long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The oldest segment's id. */
  public long oldest() {
    return sizes.isEmpty() ? active : sizes.firstKey();
  }

  /** The id of the segment that is being written. */
  public long active() {
    return active;
  }

  /**
   * Appends a record; {@link #force} makes it safe. After a failure the log is as before.
   *
   * @throws IOException when the disk refuses: full, gone, or read-only
   */
  public Location append(byte[] plain) throws IOException {
    long size = sizes.getOrDefault(active, 0L);
    if (size >= segmentBytes) {
      startSegment();
      size = 0;
    }
    boolean fresh = size == 0;
    int offset = fresh ? Segment.HEADER : Math.toIntExact(size);
    byte[] record = Segment.frame(cipher.seal(name, active, offset, plain));
    byte[] bytes = fresh ? concat(Segment.header(active), record) : record;
    try {
      disk.append(Segment.name(active), bytes);
    } catch (IOException e) {
      giveBack(size, e);
      throw e;
    }
    sizes.put(active, (long) offset + record.length);
    return new Location(active, offset, record.length);
  }

  /** Returns when everything appended is safe from a power cut. */
  public void force() throws IOException {
    if (sizes.containsKey(active)) {
      disk.force(Segment.name(active));
    }
  }

  /** Appends and forces; after a failure the record is not in the log. */
  public Location appendForced(byte[] plain) throws IOException {
    Location location = append(plain);
    try {
      force();
    } catch (IOException e) {
      giveBack(location.offset() == Segment.HEADER ? 0 : location.offset(), e);
      throw e;
    }
    return location;
  }

  /**
   * Reads a record again.
   *
   * @throws IOException when it cannot be read or no longer opens
   */
  public byte[] read(Location location) throws IOException {
    byte[] record =
        disk.read(Segment.name(location.segment()), location.offset(), location.length());
    try {
      return cipher.open(
          name,
          location.segment(),
          location.offset(),
          Arrays.copyOfRange(record, Segment.FRAME, record.length));
    } catch (GeneralSecurityException e) {
      throw new IOException("a record of the " + name + " was changed on disk", e);
    }
  }

  /** Begins a new segment, so that the one before it can leave. */
  public void startSegment() throws IOException {
    if (sizes.containsKey(active)) {
      force();
      active++;
    }
  }

  /** Removes the oldest segment; its owner has copied and forced what it needs. */
  public void removeOldest() throws IOException {
    Map.Entry<Long, Long> oldest = sizes.firstEntry();
    if (oldest == null || oldest.getKey() == active) {
      throw new IllegalStateException("the segment being written cannot leave");
    }
    disk.delete(Segment.name(oldest.getKey()));
    sizes.remove(oldest.getKey());
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }

  private void recover(Visitor visitor) throws IOException {
    List<Long> ids = new ArrayList<>();
    long newest = 0;
    for (String file : disk.list()) {
      long id = Segment.id(file);
      if (id >= 0) {
        ids.add(id);
      }
      newest = Math.max(newest, asideId(file));
    }
    for (int i = 0; i < ids.size(); i++) {
      recover(ids.get(i), i == ids.size() - 1, visitor);
      newest = Math.max(newest, ids.get(i));
    }
    // Ids never come back, not even after a segment was set aside: a record's place is unique.
    active = sizes.isEmpty() ? newest + 1 : Math.max(newest, sizes.lastKey());
    if (!sizes.isEmpty() && active != sizes.lastKey()) {
      active++;
    }
  }

  private void recover(long id, boolean last, Visitor visitor) throws IOException {
    byte[] bytes = disk.read(Segment.name(id));
    if (!Segment.headerFits(bytes, id) && Segment.nextRecord(bytes, 0) < 0) {
      // The power went while the segment was being created: nothing in it had been kept.
      tornBytes += bytes.length;
      disk.delete(Segment.name(id));
      return;
    }
    int offset = Segment.HEADER;
    int unreadable = 0;
    int read = 0;
    while (offset < bytes.length) {
      int length = Segment.bodyLength(bytes, offset);
      if (length < 0) {
        int next = Segment.nextRecord(bytes, offset + 1);
        if (next < 0) {
          break;
        }
        damagedRecords++;
        offset = next;
        continue;
      }
      Location location = new Location(id, offset, Segment.FRAME + length);
      byte[] plain = opened(location, bytes);
      if (plain == null) {
        unreadable++;
      } else {
        read++;
        visitor.visit(location, plain);
      }
      offset += location.length();
    }
    if (read == 0 && unreadable > 0) {
      setAside(id);
      return;
    }
    damagedRecords += unreadable;
    if (offset < bytes.length) {
      tornBytes += bytes.length - offset;
      // Only the newest segment can have been cut by a power failure; older ones were forced.
      damagedRecords += last ? 0 : 1;
      disk.truncate(Segment.name(id), offset);
    }
    sizes.put(id, (long) Math.min(offset, bytes.length));
  }

  private byte[] opened(Location at, byte[] segment) {
    int body = at.offset() + Segment.FRAME;
    try {
      return cipher.open(
          name,
          at.segment(),
          at.offset(),
          Arrays.copyOfRange(segment, body, at.offset() + at.length()));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private void setAside(long id) throws IOException {
    String aside = Segment.name(id) + ".unreadable";
    disk.rename(Segment.name(id), aside);
    setAside.add(aside);
  }

  private static long asideId(String file) {
    return file.endsWith(".seg.unreadable")
        ? Segment.id(file.substring(0, file.length() - ".unreadable".length()))
        : -1;
  }

  /** Takes half a record back; if even that fails, the next record starts a segment of its own. */
  private void giveBack(long size, IOException cause) {
    try {
      if (size == 0) {
        disk.delete(Segment.name(active));
        sizes.remove(active);
      } else {
        disk.truncate(Segment.name(active), size);
        sizes.put(active, size);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
      sizes.putIfAbsent(active, 0L);
      active++;
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
