package io.kefu.agent.store;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * The Windows data protection API: seals bytes for this Windows user. Called through bare
 * functions, because the mapped library costs a second and some megabytes at first use.
 */
final class Dpapi {

  /** Never show a dialogue: the agent may run when nobody looks. */
  private static final int UI_FORBIDDEN = 1;

  private static final int BLOB_BYTES = 16;

  private Dpapi() {}

  static boolean available() {
    return System.getProperty("os.name", "").startsWith("Windows") && Platform.is64Bit();
  }

  static byte[] seal(byte[] plain) throws IOException {
    return call("CryptProtectData", plain);
  }

  static byte[] unseal(byte[] sealed) throws IOException {
    return call("CryptUnprotectData", sealed);
  }

  private static byte[] call(String name, byte[] bytes) throws IOException {
    if (!available()) {
      throw new IOException(
          "the store key was sealed by Windows for its user; it opens only there");
    }
    Function function = NativeLibrary.getInstance("crypt32").getFunction(name);
    try (Memory content = new Memory(bytes.length);
        Memory in = new Memory(BLOB_BYTES);
        Memory out = new Memory(BLOB_BYTES)) {
      content.write(0, bytes, 0, bytes.length);
      in.clear();
      out.clear();
      in.setInt(0, bytes.length);
      in.setPointer(8, content);
      Object[] arguments = {in, null, null, null, null, UI_FORBIDDEN, out};
      if (function.invokeInt(arguments) == 0) {
        throw new IOException(name + " failed: run the agent as the Windows user who installed it");
      }
      Pointer result = out.getPointer(8);
      byte[] answer = result.getByteArray(0, out.getInt(0));
      NativeLibrary.getInstance("kernel32").getFunction("LocalFree").invoke(new Object[] {result});
      return answer;
    }
  }
}
