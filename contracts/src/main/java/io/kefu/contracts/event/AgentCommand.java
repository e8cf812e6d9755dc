package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.frame.CommandName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A command to an agent; payload of the {@code command} frame.
 *
 * @param commandId unique
 * @param name what to do
 * @param args arguments of the command
 */
public record AgentCommand(String commandId, CommandName name, Map<String, Object> args) {

  /** Checks that every required value is there. */
  public AgentCommand {
    requireNonNull(commandId, "command_id");
    requireNonNull(name, "name");
    args = Collections.unmodifiableMap(new LinkedHashMap<>(requireNonNull(args, "args")));
  }
}
