package io.kefu.agent.windows;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.kefu.agent.wechat.ui.UiGone;

/** A COM object called by the slots of its vtable. One thread; whoever got it releases it. */
final class ComObject {

  private static final int RELEASE = 2;

  private final Pointer self;

  ComObject(Pointer self) {
    this.self = self;
  }

  Pointer pointer() {
    return self;
  }

  /** Calls a slot; an HRESULT of failure means that the element is gone or does not answer. */
  void call(int slot, Object... arguments) {
    int result = tryCall(slot, arguments);
    if (result < 0) {
      throw new UiGone("UI Automation answers 0x" + Integer.toHexString(result));
    }
  }

  /** Calls a slot and gives the HRESULT. */
  int tryCall(int slot, Object... arguments) {
    Pointer table = self.getPointer(0);
    Function method = Function.getFunction(table.getPointer((long) slot * Native.POINTER_SIZE));
    Object[] all = new Object[arguments.length + 1];
    all[0] = self;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return method.invokeInt(all);
  }

  void release() {
    tryCall(RELEASE);
  }
}
