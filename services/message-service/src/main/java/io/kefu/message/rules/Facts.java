package io.kefu.message.rules;

/** Gives the value of a fact when it is asked for; asked twice, it gives the same. */
@FunctionalInterface
public interface Facts {

  /**
   * The value, of the type the fact declares: String, Boolean, Long, Double, List or Map; never
   * null.
   */
  Object value(Fact fact);
}
