package io.kefu.agent.link;

import io.kefu.agent.log.Log;
import java.time.Duration;

/** Says why there is no connection, when it is tried again, and what a person can do. */
final class LossLog {

  private static final Log LOG = Log.of(LossLog.class);
  private static final String NEXT = "next_attempt_ms";

  private LossLog() {}

  static void lost(CloseReaction reaction, int code, String reason, Duration pause) {
    long next = pause.toMillis();
    switch (reaction) {
      case SUPERSEDED ->
          LOG.error(
              "link.superseded",
              "reason",
              reason,
              NEXT,
              next,
              "do",
              "another program is logged in as this agent; stop one of the two");
      case WITHDRAWN ->
          LOG.error(
              "link.access_withdrawn",
              "reason",
              reason,
              NEXT,
              next,
              "do",
              "the agent was disabled or its secret changed; enable it in the console");
      default -> LOG.warn("link.lost", "code", code, "reason", reason, NEXT, next);
    }
  }

  static void loginRefused(AuthResult.Denied refusal, Duration pause) {
    LOG.error(
        "link.login_refused",
        "status",
        refusal.status(),
        "says",
        refusal.why(),
        NEXT,
        pause.toMillis(),
        "do",
        "check the agent's id and secret (KEFU_AGENT_ID, KEFU_AGENT_SECRET), the gateway's address,"
            + " and that the agent is enabled in the console");
  }

  static void noLogin(AuthResult.Busy busy, Duration pause) {
    LOG.warn("link.no_login", "reason", busy.why(), NEXT, pause.toMillis());
  }
}
