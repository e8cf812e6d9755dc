package io.kefu.agent.windows;

import com.sun.jna.Memory;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.UiGone;
import java.time.Duration;

/**
 * Keyboard and mouse through SendInput, and when a person last used them. What this class pressed
 * itself does not count as a person's input. One thread.
 */
final class Keyboard {

  private static final int INPUT_BYTES = 40;
  private static final int TYPE_MOUSE = 0;
  private static final int TYPE_KEY = 1;
  private static final int KEY_UP = 2;
  private static final int MOUSE_MOVE = 1;
  private static final int LEFT_DOWN = 2;
  private static final int LEFT_UP = 4;
  private static final int VK_RETURN = 0x0D;
  private static final int VK_CONTROL = 0x11;
  private static final int VK_ESCAPE = 0x1B;
  private static final int VK_DELETE = 0x2E;
  private static final int VK_A = 0x41;
  private static final int VK_F = 0x46;
  private static final int VK_V = 0x56;

  /** Windows stamps input a little later than it is made. */
  private static final int SLACK_MILLIS = 60;

  private final Dll user;
  private final Dll kernel;
  private int ownTick;
  private int personTick;
  private boolean pressed;

  Keyboard(Dll user, Dll kernel) {
    this.user = user;
    this.kernel = kernel;
    this.personTick = kernel.number("GetTickCount");
  }

  void press(Desktop.Chord chord) {
    switch (chord) {
      case ENTER -> keys(VK_RETURN);
      case CTRL_ENTER -> keys(VK_CONTROL, VK_RETURN);
      case CTRL_F -> keys(VK_CONTROL, VK_F);
      case CTRL_V -> keys(VK_CONTROL, VK_V);
      case CTRL_A -> keys(VK_CONTROL, VK_A);
      case DELETE -> keys(VK_DELETE);
      case ESCAPE -> keys(VK_ESCAPE);
    }
  }

  void click(int x, int y) {
    try (Memory before = new Memory(8)) {
      before.clear();
      boolean known = user.succeeds("GetCursorPos", before);
      if (!user.succeeds("SetCursorPos", x, y)) {
        throw new UiGone("the mouse pointer: the screen takes no input");
      }
      mouse(LEFT_DOWN);
      mouse(LEFT_UP);
      if (known) {
        user.number("SetCursorPos", before.getInt(0), before.getInt(4));
      }
    }
  }

  /** An input that does nothing: Windows lets the last program with input choose the window. */
  void nudge() {
    mouse(MOUSE_MOVE);
  }

  Duration sincePerson() {
    int now = kernel.number("GetTickCount");
    try (Memory last = new Memory(8)) {
      last.setInt(0, 8);
      last.setInt(4, 0);
      if (user.succeeds("GetLastInputInfo", last)) {
        int tick = last.getInt(4);
        boolean ours = pressed && tick - ownTick <= SLACK_MILLIS;
        if (!ours && tick - personTick > 0) {
          personTick = tick;
        }
      }
    }
    return Duration.ofMillis(Math.max(0, now - personTick));
  }

  private void keys(int... codes) {
    try (Memory inputs = new Memory((long) INPUT_BYTES * codes.length * 2)) {
      inputs.clear();
      int at = 0;
      for (int code : codes) {
        key(inputs, at++, code, 0);
      }
      for (int i = codes.length - 1; i >= 0; i--) {
        key(inputs, at++, codes[i], KEY_UP);
      }
      send(at, inputs);
    }
  }

  private void mouse(int flags) {
    try (Memory input = new Memory(INPUT_BYTES)) {
      input.clear();
      input.setInt(0, TYPE_MOUSE);
      input.setInt(20, flags);
      send(1, input);
    }
  }

  private static void key(Memory inputs, int index, int code, int flags) {
    long at = (long) index * INPUT_BYTES;
    inputs.setInt(at, TYPE_KEY);
    inputs.setShort(at + 8, (short) code);
    inputs.setInt(at + 12, flags);
  }

  private void send(int count, Memory inputs) {
    // Learns of a person's input first, or ours would hide it.
    sincePerson();
    if (user.number("SendInput", count, inputs, INPUT_BYTES) != count) {
      throw new UiGone("the keyboard: another program or a locked screen blocks input");
    }
    pressed = true;
    ownTick = kernel.number("GetTickCount");
  }
}
