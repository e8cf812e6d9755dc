package io.kefu.message.document;

import java.util.List;

/** A document that a person wrote cannot be used; tells where and why. */
public final class DocumentRefused extends RuntimeException {

  private final transient List<Fault> faults;

  /** Refused for these faults, at least one. */
  public DocumentRefused(List<Fault> faults) {
    super(faults.size() + " faults, the first: " + faults.getFirst());
    this.faults = List.copyOf(faults);
  }

  /** What is wrong. */
  public List<Fault> faults() {
    return faults;
  }
}
