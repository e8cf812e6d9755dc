package io.kefu.agent.link;

import java.time.Instant;

/**
 * What a login gives. Never printed.
 *
 * @param access bearer token of the socket and of REST calls
 * @param refresh buys the next pair, once
 * @param refreshAt when to do so, on the agent's clock, before the access token expires
 */
record Tokens(String access, String refresh, Instant refreshAt) {

  @Override
  public String toString() {
    return "Tokens[refreshAt=" + refreshAt + "]";
  }
}
