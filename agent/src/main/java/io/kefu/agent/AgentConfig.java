package io.kefu.agent;

import io.kefu.agent.link.SealingTerms;
import io.kefu.agent.wechat.window.Habits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set; see {@link Settings} for where it comes from.
 *
 * @param gateway {@code http(s)://host:port}
 * @param agentId this agent's id
 * @param secret its secret; never printed
 * @param home where queue, ledger, key and logs live
 * @param proxy {@code http://host:port} or {@code socks://host:port}, if any
 * @param authorities PEM file of certificates to trust instead of Java's, if any
 * @param tlsPins base64 SHA-256 of public keys, one of which must be in the gateway's chain
 * @param sealing key to seal payloads with on top of TLS, if any
 * @param driver which WeChat
 * @param simulatedPort loopback port of the simulated WeChat; 0 takes a free one
 * @param simulatedScript lines it plays at the start, if any
 * @param receivedFiles folders where WeChat saves files; none uploads none
 * @param habits how the agent behaves in WeChat's window
 * @param debug whether DEBUG lines are logged
 */
public record AgentConfig(
    URI gateway,
    String agentId,
    String secret,
    Path home,
    Optional<String> proxy,
    Optional<Path> authorities,
    List<String> tlsPins,
    Optional<SealingTerms> sealing,
    DriverKind driver,
    int simulatedPort,
    Optional<Path> simulatedScript,
    List<Path> receivedFiles,
    Habits habits,
    boolean debug) {

  /** Which WeChat the agent drives. */
  public enum DriverKind {
    /** Played over a socket. */
    SIMULATED,
    /** The WeChat window of this Windows session, 3.9 or 4. */
    WECHAT
  }

  @Override
  public String toString() {
    return "AgentConfig[gateway=%s, agentId=%s, home=%s, driver=%s]"
        .formatted(gateway, agentId, home, driver);
  }
}
