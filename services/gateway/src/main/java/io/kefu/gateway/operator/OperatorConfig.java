package io.kefu.gateway.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of operators' live sockets. */
@ConfigMapping(prefix = "kefu.operator")
public interface OperatorConfig {

  /** Sockets of one replica; more are told 503. */
  @WithDefault("5000")
  int maxSockets();

  /** How long a ticket for a browser's socket is good, once. */
  @WithDefault("30s")
  Duration ticketLife();

  /** How far back a socket that was interrupted is told what it missed. */
  @WithDefault("2m")
  Duration replay();

  /** Events kept for that, for each tenant. */
  @WithDefault("2000")
  int replayEvents();

  /** Characters that those may have together, for each tenant. */
  @WithDefault("4194304")
  int replayCharacters();

  /** Interval of the server's heartbeats, and in which a client must say something. */
  @WithDefault("30s")
  Duration heartbeat();

  /** Heartbeats a client may leave out before its socket is closed with 4004. */
  @WithDefault("3")
  int missedHeartbeats();

  /** Events that may wait to be written to one socket; then it is closed with 1013. */
  @WithDefault("1024")
  int outboundEvents();

  /** Characters that may wait to be written to one socket. */
  @WithDefault("4194304")
  int outboundCharacters();

  /** Frames a second that one client may send for long. */
  @WithDefault("20")
  int framesPerSecond();

  /** Chats and agents one socket may name. */
  @WithDefault("1000")
  int maxSubscriptions();

  /** How often sockets are looked over for expiry and silence. */
  @WithDefault("1s")
  Duration sweep();
}
