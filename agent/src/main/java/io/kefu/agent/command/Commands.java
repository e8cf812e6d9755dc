package io.kefu.agent.command;

import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.link.CommandHandler;
import io.kefu.agent.log.Log;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Executes the server's commands. One that this build does not have is answered so, not ignored.
 */
public final class Commands implements CommandHandler {

  private static final Log LOG = Log.of(Commands.class);

  /** Stops or continues the agent's work. */
  public interface Pausing {
    /** Stops or continues sending. */
    void pause(boolean pause);
  }

  private final Pausing pausing;

  /** Commands over what they act on. */
  public Commands(Pausing pausing) {
    this.pausing = pausing;
  }

  @Override
  public void handle(ServerFrame.Command command, Consumer<Outcome> answer) {
    switch (command.name()) {
      case "pause" -> answer.accept(paused(true));
      case "resume" -> answer.accept(paused(false));
      default -> {
        LOG.warn("command.unsupported", "name", command.name());
        answer.accept(
            new Outcome(
                Status.UNSUPPORTED,
                Optional.of("this version of the agent does not know " + command.name()),
                Map.of()));
      }
    }
  }

  private Outcome paused(boolean pause) {
    pausing.pause(pause);
    return Outcome.done(Map.of("paused", pause));
  }
}
