package io.kefu.message.form;

import java.util.Arrays;
import java.util.Optional;

/** The triggers that have a form (domain.md §4). */
public enum FormLabel {
  /** An inquiry. */
  PRE_SALES("pre_sales", "售前"),
  /** A ticket. */
  AFTER_SALES("after_sales", "售后"),
  /** A lead. */
  BUSINESS_DEVELOPMENT("business_development", "客户开发");

  private final String code;
  private final String trigger;

  FormLabel(String code, String trigger) {
    this.code = code;
    this.trigger = trigger;
  }

  /** Name on the wire and in the database. */
  public String code() {
    return code;
  }

  /** The trigger label it belongs to. */
  public String trigger() {
    return trigger;
  }

  /** The label of a code or a trigger; empty for any other text. */
  public static Optional<FormLabel> of(String text) {
    return Arrays.stream(values())
        .filter(label -> label.code.equals(text) || label.trigger.equals(text))
        .findFirst();
  }
}
