package io.kefu.message.conversation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How long each side may take (domain.md §2), for everybody and per customer grade. */
@ConfigMapping(prefix = "kefu.message.sla")
public interface SlaConfig {

  /** A customer who waits longer makes the conversation overdue. */
  @WithDefault("30m")
  Duration needReply();

  /** A customer who is silent longer is asked again. */
  @WithDefault("48h")
  Duration followUp();

  /** How long snoozing puts off, unless the operator says. */
  @WithDefault("60m")
  Duration snooze();

  /** What time alone moves is looked for that often. */
  @WithDefault("60s")
  Duration sweep();

  /** Other limits for a grade: A, B, C or D. */
  Map<String, Grade> grade();

  /** Limits of one grade. */
  interface Grade {
    /** As above. */
    Optional<Duration> needReply();

    /** As above. */
    Optional<Duration> followUp();
  }

  /** The limits for a grade. */
  default StatusMachine.Limits limits(String customerGrade) {
    Grade own = grade().get(customerGrade);
    return new StatusMachine.Limits(
        own == null ? needReply() : own.needReply().orElse(needReply()),
        own == null ? followUp() : own.followUp().orElse(followUp()));
  }
}
