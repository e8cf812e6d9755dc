package io.kefu.java11;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Methods that came after Java 11, as static ones. */
public final class Later {

  private Later() {}

  public static List<?> toList(Stream<?> stream) {
    return Collections.unmodifiableList(Arrays.asList(stream.toArray()));
  }

  public static String formatted(String format, Object[] arguments) {
    return String.format(format, arguments);
  }

  public static long nextLong(Object random, long bound) {
    return Math.floorMod(((Random) random).nextLong(), bound);
  }

  public static String hex(Object format, byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(String.format("%02x", b));
    }
    return text.toString();
  }

  public static Object hexFormat() {
    return "";
  }
}
