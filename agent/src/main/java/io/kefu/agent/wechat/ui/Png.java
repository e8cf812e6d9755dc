package io.kefu.agent.wechat.ui;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files; the JDK's own writer would bring the whole desktop module along. */
public final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int BITS = 8;
  private static final int RGB = 2;
  private static final int CHANNELS = 3;
  private static final int BUFFER = 32 * 1024;

  private Png() {}

  /** Writes one. */
  public static void write(Picture picture, OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.write(SIGNATURE);
    byte[] header = new byte[13];
    number(header, 0, picture.width());
    number(header, 4, picture.height());
    header[8] = BITS;
    header[9] = RGB;
    chunk(out, "IHDR", header, header.length);
    pixels(out, picture);
    chunk(out, "IEND", new byte[0], 0);
    out.flush();
  }

  /** Line by line, so that a picture is never in memory twice. */
  private static void pixels(DataOutputStream out, Picture picture) throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    byte[] line = new byte[1 + CHANNELS * picture.width()];
    byte[] buffer = new byte[BUFFER];
    try {
      for (int y = 0; y < picture.height(); y++) {
        for (int x = 0; x < picture.width(); x++) {
          int pixel = picture.at(x, y);
          line[1 + CHANNELS * x] = (byte) (pixel >> 16);
          line[2 + CHANNELS * x] = (byte) (pixel >> 8);
          line[3 + CHANNELS * x] = (byte) pixel;
        }
        deflater.setInput(line);
        while (!deflater.needsInput()) {
          data(out, deflater, buffer);
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        data(out, deflater, buffer);
      }
    } finally {
      deflater.end();
    }
  }

  private static void data(DataOutputStream out, Deflater deflater, byte[] buffer)
      throws IOException {
    int count = deflater.deflate(buffer);
    if (count > 0) {
      chunk(out, "IDAT", buffer, count);
    }
  }

  private static void chunk(DataOutputStream out, String type, byte[] content, int length)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content, 0, length);
    out.writeInt(length);
    out.write(name);
    out.write(content, 0, length);
    out.writeInt((int) crc.getValue());
  }

  private static void number(byte[] into, int at, int value) {
    for (int i = 0; i < 4; i++) {
      into[at + i] = (byte) (value >> 24 - 8 * i);
    }
  }
}
