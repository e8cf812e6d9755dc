package io.kefu.stats.rollup;

/** By what the statistics can be broken down. */
public enum Dimension {
  /** No breakdown; the one value is the empty text. */
  ALL("all"),
  /** Agent. */
  AGENT("agent"),
  /** Private or group. */
  CHAT_TYPE("chat_type"),
  /** Way of the answer policy. */
  BRANCH("branch"),
  /** Cause of a handover or refusal. */
  REASON("reason"),
  /** Provider of the text. */
  PROVIDER("provider"),
  /** Model of the text. */
  MODEL("model"),
  /** Rule that fired. */
  RULE("rule"),
  /** Who wrote the reply: bot, operator, agent rule. */
  ORIGIN("origin"),
  /** List of the customer: WHITE, GRAY, BLACK. */
  BUCKET("bucket"),
  /** Grade of the customer. */
  GRADE("grade"),
  /** What the customer wants: 售前, 售后, 客户开发. */
  TRIGGER("trigger"),
  /** Operator who wrote, closed or held it. */
  OPERATOR("operator");

  private final String column;

  Dimension(String column) {
    this.column = column;
  }

  /** Its name in tables and on the wire. */
  public String column() {
    return column;
  }
}
