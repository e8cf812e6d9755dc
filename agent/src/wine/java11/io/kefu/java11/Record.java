package io.kefu.java11;

/** Stands for java.lang.Record, which Java 11 lacks. */
public abstract class Record {
  protected Record() {}
}
