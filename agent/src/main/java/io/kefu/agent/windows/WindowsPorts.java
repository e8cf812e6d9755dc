package io.kefu.agent.windows;

import com.sun.jna.Platform;
import io.kefu.agent.wechat.window.OpenPorts;
import java.io.IOException;

/** Opens UI Automation and the desktop of this Windows session. */
public final class WindowsPorts implements OpenPorts {

  /** Opens nothing yet. */
  public WindowsPorts() {}

  @Override
  public Opened open() throws IOException {
    if (!Platform.isWindows() || !Platform.is64Bit()) {
      throw new IOException(
          "the driver wechat needs Windows 10 or 11 on x64: use --driver=simulated elsewhere");
    }
    WindowsDesktop desktop = new WindowsDesktop();
    Uia tree = new Uia();
    return new Opened(tree, desktop, tree::close);
  }
}
