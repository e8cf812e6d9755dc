package io.kefu.gateway.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of agents' sockets. */
@ConfigMapping(prefix = "kefu.session")
public interface SessionConfig {

  /** A socket that has not said hello by then is closed with 1008. */
  @WithDefault("10s")
  Duration helloTimeout();

  /** Whether payloads are sealed on top of TLS with the agent's own key. */
  @WithDefault("optional")
  SealingPolicy sealing();

  /** Interval at which an agent must report. */
  @WithDefault("30s")
  Duration heartbeat();

  /** Reports that may be missing before the agent counts as offline and is closed with 4004. */
  @WithDefault("3")
  int missedHeartbeats();

  /** Sockets of one replica; more are told 503, so that the others keep their memory. */
  @WithDefault("50000")
  int maxSockets();

  /** Messages of one agent that Kafka has not confirmed yet; more are refused as retryable. */
  @WithDefault("1024")
  int maxInFlight();

  /** Frames waiting to be written to one agent; then it is a slow consumer and closed with 1013. */
  @WithDefault("512")
  int outboundFrames();

  /** Bytes waiting to be written to one agent; then it is a slow consumer as well. */
  @WithDefault("2097152")
  int outboundBytes();

  /** Frames a second that one agent may send for long; frames over it are refused. */
  @WithDefault("500")
  int framesPerSecond();

  /** Frames that may come at once, as after a reconnect. */
  @WithDefault("2000")
  int frameBurst();

  /** Frames more refused than taken after which a flooding agent is closed with 1008. */
  @WithDefault("1000")
  int floodFrames();

  /** How often open sockets are looked over for expiry, missing hellos and heartbeats. */
  @WithDefault("1s")
  Duration sweep();

  /** How long a stopping replica waits for what its agents sent to be confirmed. */
  @WithDefault("5s")
  Duration drain();
}
