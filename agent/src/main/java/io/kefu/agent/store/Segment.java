package io.kefu.agent.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a log's segment: a header of {@value #HEADER} bytes, then records, each framed by a
 * marker, its length and a CRC over length and body. The marker lets a reader find the next record
 * behind a damaged one.
 */
final class Segment {

  static final int HEADER = 16;
  static final int FRAME = 12;

  /** A frame on the wire is at most 64 KiB; anything near 2 MiB is no record of ours. */
  static final int MAX_BODY = 2 * 1024 * 1024;

  private static final long MAGIC = 0x4B45465553454731L;
  private static final int MARKER = 0xA74B4601;

  private Segment() {}

  static String name(long id) {
    return String.format("%012d.seg", id);
  }

  /** The id in a segment's name, or -1 for another file. */
  static long id(String name) {
    return name.matches("\\d{12}\\.seg") ? Long.parseLong(name.substring(0, 12)) : -1;
  }

  static byte[] header(long id) {
    return ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(id).array();
  }

  static boolean headerFits(byte[] segment, long id) {
    ByteBuffer bytes = ByteBuffer.wrap(segment);
    return segment.length >= HEADER && bytes.getLong() == MAGIC && bytes.getLong() == id;
  }

  static byte[] frame(byte[] body) {
    return ByteBuffer.allocate(FRAME + body.length)
        .putInt(MARKER)
        .putInt(body.length)
        .putInt(crc(body))
        .put(body)
        .array();
  }

  /** Length of the body of the whole record at the offset, or -1 when there is none. */
  static int bodyLength(byte[] segment, int offset) {
    if (segment.length - offset < FRAME) {
      return -1;
    }
    ByteBuffer bytes = ByteBuffer.wrap(segment, offset, segment.length - offset);
    if (bytes.getInt() != MARKER) {
      return -1;
    }
    int length = bytes.getInt();
    int expected = bytes.getInt();
    if (length < 0 || length > MAX_BODY || length > bytes.remaining()) {
      return -1;
    }
    byte[] body = new byte[length];
    bytes.get(body);
    return crc(body) == expected ? length : -1;
  }

  /** Offset of the next whole record behind a damaged place, or -1. */
  static int nextRecord(byte[] segment, int from) {
    for (int offset = from; offset <= segment.length - FRAME; offset++) {
      if (segment[offset] == (byte) (MARKER >>> 24) && bodyLength(segment, offset) >= 0) {
        return offset;
      }
    }
    return -1;
  }

  private static int crc(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(4).putInt(body.length).array());
    crc.update(body);
    return (int) crc.getValue();
  }
}
