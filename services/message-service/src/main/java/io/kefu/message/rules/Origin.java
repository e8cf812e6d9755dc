package io.kefu.message.rules;

/** Where a rule comes from. */
public enum Origin {
  /** With the product. */
  SHIPPED,
  /** The tenant's version of a shipped rule. */
  OVERRIDE,
  /** The tenant's own. */
  OWN
}
