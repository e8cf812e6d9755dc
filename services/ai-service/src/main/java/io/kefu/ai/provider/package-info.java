/**
 * The models that write: one {@code ModelProvider} per configured provider, shielded by a breaker,
 * a bulkhead and a rate limit, tried in the chain's order under one deadline. Knows nothing of
 * evidence or customers.
 */
package io.kefu.ai.provider;
