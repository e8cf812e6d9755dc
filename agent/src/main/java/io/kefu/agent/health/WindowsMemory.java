package io.kefu.agent.health;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** Asks Windows for {@code PrivateUsage}, what the task manager calls commit size. */
final class WindowsMemory implements ProcessMemory {

  /** PROCESS_MEMORY_COUNTERS_EX on x64, and where PrivateUsage is in it. */
  private static final int COUNTERS_BYTES = 80;

  private static final int PRIVATE_USAGE = 72;
  private static final double MEBIBYTE = 1024 * 1024;

  private final NativeLibrary kernel = NativeLibrary.getInstance("kernel32");

  @Override
  public double privateMebibytes() {
    try (Memory counters = new Memory(COUNTERS_BYTES)) {
      counters.clear();
      counters.setInt(0, COUNTERS_BYTES);
      Pointer self = kernel.getFunction("GetCurrentProcess").invokePointer(new Object[0]);
      Object[] arguments = {self, counters, COUNTERS_BYTES};
      int ok = kernel.getFunction("K32GetProcessMemoryInfo").invokeInt(arguments);
      return ok == 0 ? 0 : counters.getLong(PRIVATE_USAGE) / MEBIBYTE;
    }
  }
}
