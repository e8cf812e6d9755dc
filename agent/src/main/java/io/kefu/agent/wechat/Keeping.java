package io.kefu.agent.wechat;

/** What became of a message that a driver handed over. */
public sealed interface Keeping {

  /** It is on disk: a power cut no longer loses it. */
  record Kept() implements Keeping {}

  /**
   * The same message id was handed over before.
   *
   * @param delivered whether the gateway has it already
   */
  record AlreadyKept(boolean delivered) implements Keeping {}

  /**
   * It is not kept: the driver must offer it again later.
   *
   * @param code {@code queue_full} or {@code disk_error}
   * @param advice what a person can do
   */
  record Refused(String code, String advice) implements Keeping {}
}
