package io.kefu.agent.link;

import io.kefu.agent.frame.ServerFrame;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Executes commands of the server; the link only carries them. */
public interface CommandHandler {

  /** How a command ended; the names are those of frames. */
  enum Status {
    /** Executed. */
    DONE,
    /** Not executed; the error says why. */
    FAILED,
    /** This program does not know the command. */
    UNSUPPORTED
  }

  /** What is answered. */
  record Outcome(Status status, Optional<String> error, Map<String, ?> result) {

    /** Executed. */
    public static Outcome done(Map<String, ?> result) {
      return new Outcome(Status.DONE, Optional.empty(), result);
    }

    /** Not executed. */
    public static Outcome failed(String error) {
      return new Outcome(Status.FAILED, Optional.of(error), Map.of());
    }
  }

  /** Executes; answers once, at any time, from any thread. Does not block the caller. */
  void handle(ServerFrame.Command command, Consumer<Outcome> answer);
}
