package io.kefu.ai.form;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of forms. */
@ConfigMapping(prefix = "kefu.ai.form")
public interface FormConfig {

  /** Longest schema a tenant may bring, in characters. */
  @WithDefault("20000")
  int maxSchemaCharacters();

  /** Earlier lines a model reads for a form; more than for an answer. */
  @WithDefault("40")
  int historyLines();

  /** How long the database may take. */
  @WithDefault("2s")
  Duration patience();
}
