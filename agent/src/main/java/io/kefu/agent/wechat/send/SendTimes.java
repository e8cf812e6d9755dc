package io.kefu.agent.wechat.send;

import java.time.Duration;

/**
 * How long the procedure waits for WeChat to follow.
 *
 * @param userPause for a person to stop typing in the window
 * @param title for the chat's title after it was opened
 * @param paste for the pasted text to appear
 * @param sent for the input to empty and the own row to appear
 * @param look pause between two looks
 */
public record SendTimes(
    Duration userPause, Duration title, Duration paste, Duration sent, Duration look) {

  /** What slow office PCs need. */
  public static final SendTimes DEFAULT =
      new SendTimes(
          Duration.ofSeconds(20),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(6),
          Duration.ofMillis(100));
}
