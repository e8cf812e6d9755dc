package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;

/**
 * Sides from pixels: two narrow strips along the list's edges, taken anew only when a row changed.
 * Not thread-safe.
 */
public final class PictureSides implements SideFinder {

  /** Wide enough for a picture with its margin, at 100 % scale. */
  private static final int STRIP = 64;

  private static final int STANDARD_DPI = 96;

  private final Desktop desktop;
  private final long window;
  private final int strip;
  private List<Seen> seen = List.of();
  private List<Side> sides = List.of();

  private record Seen(String name, String className, Bounds bounds) {}

  /**
   * Sides in one window.
   *
   * @param dpi its dots per inch; 96 is 100 %
   */
  public PictureSides(Desktop desktop, long window, int dpi) {
    this.desktop = desktop;
    this.window = window;
    this.strip = STRIP * dpi / STANDARD_DPI;
  }

  @Override
  public List<Side> sides(UiNode messageList, List<UiNode> rows) {
    List<Seen> now =
        rows.stream().map(row -> new Seen(row.name(), row.className(), row.bounds())).toList();
    if (!now.equals(seen) || sides.contains(Side.UNKNOWN)) {
      sides = look(messageList.bounds(), rows);
      seen = now;
    }
    return sides;
  }

  private List<Side> look(Bounds list, List<UiNode> rows) {
    if (list.width() < 3 * strip || list.height() == 0) {
      return rows.stream().map(row -> Side.UNKNOWN).toList();
    }
    Picture left =
        desktop.picture(
            window, new Bounds(list.left(), list.top(), list.left() + strip, list.bottom()));
    Picture right =
        desktop.picture(
            window, new Bounds(list.right() - strip, list.top(), list.right(), list.bottom()));
    return rows.stream()
        .map(
            row -> {
              int top = row.bounds().top() - list.top();
              return AvatarSide.of(
                  left, right, top, Math.min(row.bounds().bottom() - list.top(), top + strip));
            })
        .toList();
  }
}
