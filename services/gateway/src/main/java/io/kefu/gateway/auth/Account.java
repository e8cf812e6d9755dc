package io.kefu.gateway.auth;

/**
 * A stored subject with the hash of its secret.
 *
 * @param subject who
 * @param secretHash hash of the password or the agent's secret
 * @param enabled false while an administrator has shut it out
 */
record Account(Subject subject, String secretHash, boolean enabled) {}
