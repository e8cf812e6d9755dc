package io.kefu.agent.wechat.ui;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Pixels of a part of the screen.
 *
 * @param width pixels across
 * @param height pixels down
 * @param rgb {@code 0xRRGGBB} each, by rows from the top
 */
public record Picture(int width, int height, int[] rgb) {

  /** Refuses a picture with too few pixels. */
  public Picture {
    if (rgb.length < width * height) {
      throw new IllegalArgumentException("a picture needs width × height pixels");
    }
  }

  /** Hash of its size and pixels, lower-case hexadecimal: two pictures of one look have one. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] line = new byte[Math.max(1, width) * 3];
      digest.update((width + "x" + height + "\n").getBytes(StandardCharsets.US_ASCII));
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int pixel = at(x, y);
          line[3 * x] = (byte) (pixel >> 16);
          line[3 * x + 1] = (byte) (pixel >> 8);
          line[3 * x + 2] = (byte) pixel;
        }
        digest.update(line);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** One pixel. */
  public int at(int x, int y) {
    return rgb[y * width + x] & 0xFFFFFF;
  }
}
