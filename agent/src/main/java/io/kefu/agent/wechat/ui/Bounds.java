package io.kefu.agent.wechat.ui;

/** A rectangle on the screen in physical pixels; right and bottom are just outside. */
public record Bounds(int left, int top, int right, int bottom) {

  /** Nowhere. */
  public static final Bounds NONE = new Bounds(0, 0, 0, 0);

  /** Pixels across; never negative. */
  public int width() {
    return Math.max(0, right - left);
  }

  /** Pixels down; never negative. */
  public int height() {
    return Math.max(0, bottom - top);
  }

  /** Whether there is nothing to see. */
  public boolean isEmpty() {
    return width() == 0 || height() == 0;
  }

  /** The middle, from left to right. */
  public int centreX() {
    return left + width() / 2;
  }

  /** The middle, from top to bottom. */
  public int centreY() {
    return top + height() / 2;
  }

  /** What of this lies in another one; empty when nothing does. */
  public Bounds within(Bounds other) {
    return new Bounds(
        Math.max(left, other.left),
        Math.max(top, other.top),
        Math.min(right, other.right),
        Math.min(bottom, other.bottom));
  }

  /** Whether a point is inside. */
  public boolean contains(int x, int y) {
    return x >= left && x < right && y >= top && y < bottom;
  }
}
