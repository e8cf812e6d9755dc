/** Hybrid mode: what the agent answers by itself while the gateway cannot be reached. */
package io.kefu.agent.local;
