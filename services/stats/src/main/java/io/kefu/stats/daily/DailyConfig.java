package io.kefu.stats.daily;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;

/** Settings of the daily report. */
public interface DailyConfig {

  /** From when on, in the reporting zone, the report of the day before is sent. */
  @WithDefault("08:30")
  LocalTime at();

  /** Time between two looks whether something is to be sent. */
  @WithDefault("1m")
  Duration every();

  /** A webhook has to answer within this time. */
  @WithDefault("10s")
  Duration timeout();

  /** Pause after the first failure; it doubles with each further one. */
  @WithDefault("1m")
  Duration firstPause();

  /** After so many failures a report is given up, and counted. */
  @WithDefault("8")
  int maxAttempts();

  /** Where reports are sent, by a name of one's own; nowhere without one. */
  Map<String, WebhookConfig> webhooks();

  /** One place. */
  interface WebhookConfig {

    /** Whose reports. */
    String tenant();

    /** In which form. */
    Kind kind();

    /** The address, with the token that the chat gave it. */
    URI url();

    /** What signs the request: DingTalk and Feishu, when the robot asks for a signature. */
    Optional<String> secret();
  }

  /** What a webhook understands. */
  enum Kind {
    /** A robot of WeCom (企业微信). */
    WECOM,
    /** A robot of DingTalk (钉钉). */
    DINGTALK,
    /** A robot of Feishu (飞书) or Lark. */
    FEISHU,
    /** Anything else: title, text, HTML and figures as JSON. */
    JSON
  }
}
