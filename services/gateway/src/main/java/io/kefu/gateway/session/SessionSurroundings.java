package io.kefu.gateway.session;

import io.kefu.chassis.identity.Identity;
import io.kefu.gateway.auth.AccessTokens;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What every session needs and shares with the others. */
@Singleton
class SessionSurroundings {

  final SessionConfig config;
  final Clock clock;
  final Identity ids;
  final AgentTraffic traffic;
  final TokenCheck tokens;
  final FrameCodec codec;
  final SessionMetrics metrics;
  final Negotiation negotiation;
  final RulesVersions rules;

  @Inject
  SessionSurroundings(
      SessionConfig config,
      Clock clock,
      Identity ids,
      AgentTraffic traffic,
      AccessTokens tokens,
      SessionMetrics metrics,
      Negotiation negotiation,
      RulesVersions rules) {
    this(config, clock, ids, traffic, (TokenCheck) tokens::verify, metrics, negotiation, rules);
  }

  SessionSurroundings(
      SessionConfig config,
      Clock clock,
      Identity ids,
      AgentTraffic traffic,
      TokenCheck tokens,
      SessionMetrics metrics,
      Negotiation negotiation,
      RulesVersions rules) {
    this.config = config;
    this.clock = clock;
    this.ids = ids;
    this.traffic = traffic;
    this.tokens = tokens;
    this.codec = new FrameCodec(clock);
    this.metrics = metrics;
    this.negotiation = negotiation;
    this.rules = rules;
  }
}
