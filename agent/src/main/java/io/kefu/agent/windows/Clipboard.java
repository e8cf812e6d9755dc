package io.kefu.agent.windows;

import com.sun.jna.Pointer;
import java.util.Optional;

/** The clipboard. One thread. */
final class Clipboard {

  private static final int UNICODE_TEXT = 13;
  private static final int MOVEABLE = 2;
  private static final int TRIES = 10;
  private static final long PAUSE_MILLIS = 20;

  private final Dll user;
  private final Dll kernel;

  Clipboard(Dll user, Dll kernel) {
    this.user = user;
    this.kernel = kernel;
  }

  Optional<String> text() {
    if (!user.succeeds("IsClipboardFormatAvailable", UNICODE_TEXT) || !open()) {
      return Optional.empty();
    }
    try {
      Pointer handle = user.pointer("GetClipboardData", UNICODE_TEXT);
      Pointer memory = handle == null ? null : kernel.pointer("GlobalLock", handle);
      if (memory == null) {
        return Optional.empty();
      }
      String text = memory.getWideString(0);
      kernel.number("GlobalUnlock", handle);
      return Optional.of(text);
    } finally {
      user.number("CloseClipboard");
    }
  }

  boolean holdsOther() {
    return !user.succeeds("IsClipboardFormatAvailable", UNICODE_TEXT)
        && user.number("CountClipboardFormats") > 0;
  }

  boolean put(Optional<String> text) {
    if (!open()) {
      return false;
    }
    try {
      user.number("EmptyClipboard");
      return text.isEmpty() || give(text.get());
    } finally {
      user.number("CloseClipboard");
    }
  }

  /** Hands memory over to the clipboard, which owns it from then on. */
  private boolean give(String text) {
    Pointer handle = kernel.pointer("GlobalAlloc", MOVEABLE, Dll.of(2L * text.length() + 2));
    Pointer memory = handle == null ? null : kernel.pointer("GlobalLock", handle);
    if (memory == null) {
      return false;
    }
    memory.setWideString(0, text);
    kernel.number("GlobalUnlock", handle);
    return user.pointer("SetClipboardData", UNICODE_TEXT, handle) != null;
  }

  /** Another program may hold it for a moment. */
  private boolean open() {
    for (int i = 0; i < TRIES; i++) {
      if (user.succeeds("OpenClipboard", (Object) null)) {
        return true;
      }
      kernel.number("Sleep", (int) PAUSE_MILLIS);
    }
    return false;
  }
}
