package io.kefu.agent.windows;

import com.sun.jna.Memory;
import java.util.HashMap;
import java.util.Map;

/** GUIDs as Windows lays them out in memory; made once each. One thread. */
final class Guid {

  private static final int BYTES = 16;
  private static final Map<String, Memory> MADE = new HashMap<>();

  private Guid() {}

  static Memory of(String text) {
    return MADE.computeIfAbsent(text, Guid::make);
  }

  private static Memory make(String text) {
    String digits = text.replace("-", "");
    Memory guid = new Memory(BYTES);
    guid.setInt(0, Integer.parseUnsignedInt(digits.substring(0, 8), 16));
    guid.setShort(4, (short) Integer.parseInt(digits.substring(8, 12), 16));
    guid.setShort(6, (short) Integer.parseInt(digits.substring(12, 16), 16));
    for (int i = 8; i < BYTES; i++) {
      guid.setByte(i, (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16));
    }
    return guid;
  }
}
