package io.kefu.agent.windows;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A system library's functions by name. Windows x64 has one calling convention. One thread. */
final class Dll {

  private final NativeLibrary library;
  private final Map<String, Function> functions = new HashMap<>();

  Dll(String name) {
    this.library = NativeLibrary.getInstance(name);
  }

  int number(String function, Object... arguments) {
    return function(function).invokeInt(arguments);
  }

  boolean succeeds(String function, Object... arguments) {
    return number(function, arguments) != 0;
  }

  long handle(String function, Object... arguments) {
    return function(function).invokeLong(arguments);
  }

  Pointer pointer(String function, Object... arguments) {
    return function(function).invokePointer(arguments);
  }

  /** Whether this Windows has the function. */
  boolean has(String function) {
    try {
      function(function);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** A handle as an argument. */
  static Pointer of(long handle) {
    return handle == 0 ? null : new Pointer(handle);
  }

  private Function function(String name) {
    return functions.computeIfAbsent(name, library::getFunction);
  }

  @Override
  public String toString() {
    return library.getName() + Arrays.toString(functions.keySet().toArray());
  }
}
