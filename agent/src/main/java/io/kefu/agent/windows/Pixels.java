package io.kefu.agent.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.UiGone;

/** Pictures of windows through GDI. One thread. */
final class Pixels {

  private static final int SOURCE_COPY = 0x00CC0020;
  private static final int RENDER_FULL_CONTENT = 2;
  private static final int HEADER_BYTES = 40;
  private static final int BITS = 32;

  private final Dll user;
  private final Dll gdi = new Dll("gdi32");

  Pixels(Dll user) {
    this.user = user;
  }

  /** What a window shows, also when another one covers it; what the screen shows otherwise. */
  Picture of(long window, Bounds whole, Bounds part) {
    int width = part.width();
    int height = part.height();
    if (width == 0 || height == 0) {
      return new Picture(0, 0, new int[0]);
    }
    Pointer handle = Dll.of(window);
    Pointer source = user.pointer("GetWindowDC", handle);
    if (source == null) {
      throw new UiGone("the window's picture");
    }
    int x = part.left() - whole.left();
    int y = part.top() - whole.top();
    try {
      Picture rendered =
          draw(
              source,
              whole.width(),
              whole.height(),
              new Bounds(x, y, x + width, y + height),
              target -> user.number("PrintWindow", handle, target, RENDER_FULL_CONTENT));
      return blank(rendered)
          ? draw(
              source,
              width,
              height,
              new Bounds(0, 0, width, height),
              target ->
                  gdi.number("BitBlt", target, 0, 0, width, height, source, x, y, SOURCE_COPY))
          : rendered;
    } finally {
      user.number("ReleaseDC", handle, source);
    }
  }

  private interface Painter {
    void paint(Pointer target);
  }

  private Picture draw(Pointer source, int width, int height, Bounds crop, Painter painter) {
    Pointer target = gdi.pointer("CreateCompatibleDC", source);
    Pointer bitmap = gdi.pointer("CreateCompatibleBitmap", source, width, height);
    if (target == null || bitmap == null) {
      throw new UiGone("the memory for a picture");
    }
    Pointer before = gdi.pointer("SelectObject", target, bitmap);
    try {
      painter.paint(target);
      return cut(target, bitmap, width, height, crop);
    } finally {
      gdi.pointer("SelectObject", target, before);
      gdi.number("DeleteObject", bitmap);
      gdi.number("DeleteDC", target);
    }
  }

  private Picture cut(Pointer target, Pointer bitmap, int width, int height, Bounds crop) {
    int[] rgb = new int[crop.width() * crop.height()];
    try (Memory header = new Memory(HEADER_BYTES);
        Memory bits = new Memory(4L * width * height)) {
      header.clear();
      bits.clear();
      header.setInt(0, HEADER_BYTES);
      header.setInt(4, width);
      // Negative: the first row is the top one.
      header.setInt(8, -height);
      header.setShort(12, (short) 1);
      header.setShort(14, (short) BITS);
      gdi.number("GetDIBits", target, bitmap, 0, height, bits, header, 0);
      for (int row = 0; row < crop.height(); row++) {
        int line = crop.top() + row;
        if (line >= 0 && line < height && crop.left() >= 0 && crop.right() <= width) {
          bits.read(4L * (line * width + crop.left()), rgb, row * crop.width(), crop.width());
        }
      }
    }
    return new Picture(crop.width(), crop.height(), rgb);
  }

  private static boolean blank(Picture picture) {
    int first = picture.rgb()[0];
    for (int pixel : picture.rgb()) {
      if (pixel != first) {
        return false;
      }
    }
    return true;
  }
}
