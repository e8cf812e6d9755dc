package io.kefu.message.rules;

import io.kefu.contracts.event.AgentCommand;
import io.smallrye.mutiny.Uni;

/** Sends commands to agents. */
@FunctionalInterface
public interface AgentCommands {

  /** Completes when the command is on its way for certain. */
  Uni<Void> command(String tenantId, String agentId, AgentCommand command);
}
