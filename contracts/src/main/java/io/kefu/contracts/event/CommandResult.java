package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.frame.CommandStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a command ended on an agent.
 *
 * @param commandId command
 * @param status done, failed or unsupported
 * @param result what it returned (optional)
 * @param error why it failed (optional)
 */
public record CommandResult(
    String commandId, CommandStatus status, Map<String, Object> result, String error) {

  /** Checks that every required value is there. */
  public CommandResult {
    requireNonNull(commandId, "command_id");
    requireNonNull(status, "status");
    result = result == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(result));
  }
}
