package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ui.Picture;

/** Finds on which edge of a row the sender's picture is: the edge that is not plain. Pure. */
public final class AvatarSide {

  /** A picture of 36 to 56 pixels covers more of its strip than noise does. */
  private static final double SEEN = 0.08;

  /** One edge must be this much busier than the other. */
  private static final double CLEARLY = 2.5;

  /** Sum over three channels above which two colours differ for a person too. */
  private static final int DIFFERENT = 36;

  private AvatarSide() {}

  /**
   * Decides for one row.
   *
   * @param left strip along the list's left edge
   * @param right strip along its right edge, of the same height
   * @param top first line of the row in both
   * @param bottom line just below the row's head
   */
  public static Side of(Picture left, Picture right, int top, int bottom) {
    int from = Math.max(0, top);
    int to = Math.min(Math.min(left.height(), right.height()), bottom);
    if (to <= from || left.width() == 0 || right.width() == 0) {
      return Side.UNKNOWN;
    }
    double leftBusy = busy(left, 0, from, to);
    double rightBusy = busy(right, right.width() - 1, from, to);
    if (Math.max(leftBusy, rightBusy) < SEEN) {
      return Side.UNKNOWN;
    }
    if (leftBusy > rightBusy * CLEARLY) {
      return Side.THEIRS;
    }
    return rightBusy > leftBusy * CLEARLY ? Side.OURS : Side.UNKNOWN;
  }

  /** Share of pixels that differ from the colour at the outer edge. */
  private static double busy(Picture strip, int edge, int from, int to) {
    int different = 0;
    for (int y = from; y < to; y++) {
      int plain = strip.at(edge, y);
      for (int x = 0; x < strip.width(); x++) {
        different += differ(plain, strip.at(x, y)) ? 1 : 0;
      }
    }
    return (double) different / (strip.width() * (to - from));
  }

  private static boolean differ(int one, int other) {
    return Math.abs((one >> 16 & 255) - (other >> 16 & 255))
            + Math.abs((one >> 8 & 255) - (other >> 8 & 255))
            + Math.abs((one & 255) - (other & 255))
        > DIFFERENT;
  }
}
