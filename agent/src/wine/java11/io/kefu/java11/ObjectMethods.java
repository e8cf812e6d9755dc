package io.kefu.java11;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;

/** Stands for java.lang.runtime.ObjectMethods: equals, hashCode and toString of records. */
public final class ObjectMethods {

  private final Class<?> owner;
  private final String[] names;
  private final MethodHandle[] getters;

  private ObjectMethods(Class<?> owner, String names, MethodHandle[] getters) {
    this.owner = owner;
    this.names = names.isEmpty() ? new String[0] : names.split(";");
    this.getters = getters;
  }

  public static Object bootstrap(
      MethodHandles.Lookup lookup,
      String method,
      Object type,
      Class<?> owner,
      String names,
      MethodHandle... getters)
      throws ReflectiveOperationException {
    ObjectMethods made = new ObjectMethods(owner, names, getters);
    MethodType wanted = (MethodType) type;
    MethodType real =
        method.equals("equals")
            ? MethodType.methodType(boolean.class, Object.class, Object.class)
            : method.equals("hashCode")
                ? MethodType.methodType(int.class, Object.class)
                : MethodType.methodType(String.class, Object.class);
    String name = method.equals("equals") ? "same" : method.equals("hashCode") ? "hash" : "text";
    MethodHandle handle = MethodHandles.lookup().bind(made, name, real).asType(wanted);
    CallSite site = new ConstantCallSite(handle);
    return site;
  }

  boolean same(Object one, Object other) {
    if (!owner.isInstance(other)) {
      return false;
    }
    for (MethodHandle getter : getters) {
      if (!Objects.equals(value(getter, one), value(getter, other))) {
        return false;
      }
    }
    return true;
  }

  int hash(Object one) {
    int hash = 0;
    for (MethodHandle getter : getters) {
      hash = 31 * hash + Objects.hashCode(value(getter, one));
    }
    return hash;
  }

  String text(Object one) {
    StringBuilder text = new StringBuilder(owner.getSimpleName()).append('[');
    for (int i = 0; i < getters.length; i++) {
      text.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(value(getters[i], one));
    }
    return text.append(']').toString();
  }

  private static Object value(MethodHandle getter, Object one) {
    try {
      return getter.invoke(one);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
