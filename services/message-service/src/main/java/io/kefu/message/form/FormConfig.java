package io.kefu.message.form;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How trigger forms are filled. */
@ConfigMapping(prefix = "kefu.message.form")
public interface FormConfig {

  /**
   * Whether a form is filled by itself when a conversation is labelled first: a model costs money.
   */
  @WithDefault("false")
  boolean auto();

  /** A conversation whose customer wrote within this time is looked at for {@link #auto}. */
  @WithDefault("30m")
  Duration autoWithin();

  /** Looks for forms to fill that often. */
  @WithDefault("3s")
  Duration sweep();

  /** How long ai-service may take. */
  @WithDefault("90s")
  Duration deadline();

  /**
   * So long an operator's request waits for the form; after it the answer is 202 and it is listed
   * later.
   */
  @WithDefault("20s")
  Duration patience();

  /** Most lines a model is given. */
  @WithDefault("60")
  int lines();

  /** Lines older than this are not given. */
  @WithDefault("30d")
  Duration window();

  /** Tries while ai-service does not answer; then a person fills it. */
  @WithDefault("3")
  int attempts();

  /** Forms filled at a time by the sweep. */
  @WithDefault("4")
  int parallelism();
}
