package io.kefu.agent.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** File names and versions of processes' programs. One thread. */
final class Programs {

  private static final int LIMITED_INFORMATION = 0x1000;
  private static final int PATH_CHARACTERS = 1024;
  private static final int REMEMBERED = 256;

  private final Dll kernel;
  private final Map<Integer, String> paths =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  Programs(Dll kernel) {
    this.kernel = kernel;
  }

  /** The file name alone; empty when it cannot be asked. */
  String name(int processId) {
    String path = paths.computeIfAbsent(processId, this::path);
    return path.substring(path.lastIndexOf('\\') + 1);
  }

  Optional<String> version(int processId) {
    String path = path(processId);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Dll versions = new Dll("version");
    WString file = new WString(path);
    int size = versions.number("GetFileVersionInfoSizeW", file, null);
    if (size <= 0) {
      return Optional.empty();
    }
    try (Memory info = new Memory(size);
        Memory found = new Memory(16)) {
      found.clear();
      boolean read =
          versions.succeeds("GetFileVersionInfoW", file, 0, size, info)
              && versions.succeeds(
                  "VerQueryValueW", info, new WString("\\"), found, found.share(8));
      Pointer fixed = read ? found.getPointer(0) : null;
      if (fixed == null) {
        return Optional.empty();
      }
      int high = fixed.getInt(8);
      int low = fixed.getInt(12);
      return Optional.of(
          (high >>> 16) + "." + (high & 0xFFFF) + "." + (low >>> 16) + "." + (low & 0xFFFF));
    }
  }

  private String path(int processId) {
    Pointer process = kernel.pointer("OpenProcess", LIMITED_INFORMATION, 0, processId);
    if (process == null) {
      return "";
    }
    try (Memory text = new Memory(2L * PATH_CHARACTERS);
        Memory length = new Memory(4)) {
      length.setInt(0, PATH_CHARACTERS);
      return kernel.succeeds("QueryFullProcessImageNameW", process, 0, text, length)
          ? text.getWideString(0)
          : "";
    } finally {
      kernel.number("CloseHandle", process);
    }
  }
}
