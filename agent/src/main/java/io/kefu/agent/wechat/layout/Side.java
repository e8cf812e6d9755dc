package io.kefu.agent.wechat.layout;

/** Whose a row is. */
public enum Side {
  /** Our account's. */
  OURS,
  /** Somebody else's. */
  THEIRS,
  /** It cannot be seen. */
  UNKNOWN
}
