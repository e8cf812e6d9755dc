package io.kefu.agent.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.TopWindow;
import io.kefu.agent.wechat.ui.UiGone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The desktop of this Windows session. One thread. */
final class WindowsDesktop implements Desktop {

  private static final int READ_OBJECTS = 1;
  private static final int CURRENT_SESSION = -1;
  private static final int CONNECT_STATE = 8;
  private static final int ACTIVE = 0;
  private static final int RESTORE = 9;
  private static final int NAME_CHARACTERS = 256;
  private static final int MOUSE_WHEEL = 0x020A;
  private static final int WHEEL_DELTA = 120;
  private static final int STANDARD_DPI = 96;
  private static final long PER_MONITOR_AWARE = -4;
  private static final int MAX_WINDOWS = 2_000;

  /** How long a window may take to come up. */
  private static final int ACTIVATION_LOOKS = 20;

  private static final int ACTIVATION_PAUSE_MILLIS = 25;

  private final Dll user = new Dll("user32");
  private final Dll kernel = new Dll("kernel32");
  private final Keyboard keyboard = new Keyboard(user, kernel);
  private final Clipboard clipboard = new Clipboard(user, kernel);
  private final Pixels pixels = new Pixels(user);
  private final Programs programs = new Programs(kernel);
  private final Memory text = new Memory(2L * NAME_CHARACTERS);
  private final Memory small = new Memory(16);
  private final boolean terminalServices;
  private Dll terminal;

  WindowsDesktop() {
    // Bounds, clicks and pictures must speak of the same pixels.
    if (user.has("SetProcessDpiAwarenessContext")) {
      user.number("SetProcessDpiAwarenessContext", new Pointer(PER_MONITOR_AWARE));
    }
    terminalServices = openTerminalServices();
  }

  @Override
  public List<TopWindow> windows() {
    List<TopWindow> windows = new ArrayList<>();
    Pointer window = null;
    for (int i = 0; i < MAX_WINDOWS; i++) {
      window = user.pointer("FindWindowExW", null, window, null, null);
      if (window == null) {
        break;
      }
      boolean visible = user.succeeds("IsWindowVisible", window);
      if (visible) {
        windows.add(window(window));
      }
    }
    return windows;
  }

  @Override
  public boolean inputPossible() {
    Pointer desktop = user.pointer("OpenInputDesktop", 0, 0, READ_OBJECTS);
    if (desktop == null) {
      return false;
    }
    user.number("CloseDesktop", desktop);
    return !disconnected();
  }

  @Override
  public Duration sinceUserInput() {
    return keyboard.sincePerson();
  }

  @Override
  public long foreground() {
    return user.handle("GetForegroundWindow");
  }

  @Override
  public boolean activate(long window) {
    Pointer handle = Dll.of(window);
    if (!user.succeeds("IsWindow", handle)) {
      throw new UiGone("the window");
    }
    if (user.succeeds("IsIconic", handle)) {
      user.number("ShowWindow", handle, RESTORE);
    }
    keyboard.nudge();
    user.number("SetForegroundWindow", handle);
    for (int i = 0; i < ACTIVATION_LOOKS; i++) {
      if (foreground() == window) {
        return true;
      }
      kernel.number("Sleep", ACTIVATION_PAUSE_MILLIS);
    }
    return false;
  }

  @Override
  public void click(int x, int y) {
    keyboard.click(x, y);
  }

  @Override
  public void scroll(long window, int x, int y, int notches) {
    // As the pointer would send it; 64-bit parameters, so as pointers.
    long wheel = (long) (notches * WHEEL_DELTA & 0xFFFF) << 16;
    long at = (long) (y & 0xFFFF) << 16 | x & 0xFFFF;
    user.number("PostMessageW", Dll.of(window), MOUSE_WHEEL, Dll.of(wheel), Dll.of(at));
  }

  @Override
  public void press(Chord chord) {
    keyboard.press(chord);
  }

  @Override
  public Optional<String> clipboardText() {
    return clipboard.text();
  }

  @Override
  public boolean clipboardHoldsOther() {
    return clipboard.holdsOther();
  }

  @Override
  public boolean putClipboard(Optional<String> content) {
    return clipboard.put(content);
  }

  @Override
  public int dpi(long window) {
    int dpi = user.has("GetDpiForWindow") ? user.number("GetDpiForWindow", Dll.of(window)) : 0;
    return dpi == 0 ? STANDARD_DPI : dpi;
  }

  @Override
  public Bounds bounds(long window) {
    small.clear();
    if (!user.succeeds("GetWindowRect", Dll.of(window), small)) {
      throw new UiGone("the window");
    }
    return new Bounds(small.getInt(0), small.getInt(4), small.getInt(8), small.getInt(12));
  }

  @Override
  public Picture picture(long window, Bounds part) {
    return pixels.of(window, bounds(window), part);
  }

  @Override
  public Optional<String> programVersion(int processId) {
    return programs.version(processId);
  }

  private TopWindow window(Pointer window) {
    small.clear();
    user.number("GetWindowThreadProcessId", window, small);
    int process = small.getInt(0);
    return new TopWindow(
        Pointer.nativeValue(window),
        text("GetClassNameW", window),
        text("GetWindowTextW", window),
        process,
        programs.name(process),
        true,
        user.succeeds("IsIconic", window));
  }

  private String text(String function, Pointer window) {
    text.clear();
    return user.number(function, window, text, NAME_CHARACTERS) > 0 ? text.getWideString(0) : "";
  }

  /** A remote session whose viewer went away has no screen and takes no input. */
  private boolean disconnected() {
    if (!terminalServices) {
      return false;
    }
    small.clear();
    boolean known =
        terminal.succeeds(
            "WTSQuerySessionInformationW",
            null,
            CURRENT_SESSION,
            CONNECT_STATE,
            small,
            small.share(8));
    Pointer state = known ? small.getPointer(0) : null;
    if (state == null) {
      return false;
    }
    int found = state.getInt(0);
    terminal.number("WTSFreeMemory", state);
    return found != ACTIVE;
  }

  private boolean openTerminalServices() {
    try {
      terminal = new Dll("wtsapi32");
      return terminal.has("WTSQuerySessionInformationW");
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
