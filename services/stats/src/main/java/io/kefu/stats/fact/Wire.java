package io.kefu.stats.fact;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The name that an enum constant has on the wire; the statistics speak the contracts' names. */
final class Wire {

  private Wire() {}

  static String name(Enum<?> constant) {
    if (constant == null) {
      return null;
    }
    try {
      JsonProperty name =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return name == null ? constant.name() : name.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }
}
