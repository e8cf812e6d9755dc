package io.kefu.agent.wechat.ui;

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

  /** One pixel. */
  public int at(int x, int y) {
    return rgb[y * width + x] & 0xFFFFFF;
  }
}
