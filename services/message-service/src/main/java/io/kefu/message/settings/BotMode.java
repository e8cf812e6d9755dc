package io.kefu.message.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the bot speaks for a tenant. People of ours always can. */
public enum BotMode {
  /** It answers. */
  ON(null),
  /** It decides, and what it would say is kept for people of ours; customers hear nothing. */
  SHADOW("shadow"),
  /** It says nothing and asks nobody. */
  MUTED("tenant_muted");

  private final String silence;

  BotMode(String silence) {
    this.silence = silence;
  }

  /** Stable code of why nothing is said; empty while the bot speaks. */
  public Optional<String> silence() {
    return Optional.ofNullable(silence);
  }

  /** Name in JSON. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names. */
  public static List<String> codes() {
    return Arrays.stream(values()).map(BotMode::code).toList();
  }

  /** The mode of a name that is one of {@link #codes}. */
  public static BotMode of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
