package io.kefu.agent.link;

import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.log.Log;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Executes a command once, however often it is offered, and answers each time. Not thread-safe. */
final class CommandDesk {

  private static final Log LOG = Log.of(CommandDesk.class);
  private static final int REMEMBERED = 100;

  private final CommandHandler handler;
  private final Executor loop;
  private final BiConsumer<String, CommandHandler.Outcome> answers;
  private final Map<String, Optional<CommandHandler.Outcome>> outcomes =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<String, Optional<CommandHandler.Outcome>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A desk.
   *
   * @param loop where answers are given
   * @param answers takes a command's id and outcome
   */
  CommandDesk(
      CommandHandler handler, Executor loop, BiConsumer<String, CommandHandler.Outcome> answers) {
    this.handler = handler;
    this.loop = loop;
    this.answers = answers;
  }

  void accept(ServerFrame.Command command) {
    Optional<CommandHandler.Outcome> known = outcomes.get(command.commandId());
    if (known != null) {
      known.ifPresent(outcome -> answers.accept(command.commandId(), outcome));
      return;
    }
    outcomes.put(command.commandId(), Optional.empty());
    LOG.info("link.command", "name", command.name(), "command_id", command.commandId());
    handler.handle(
        command,
        outcome ->
            loop.execute(
                () -> {
                  outcomes.put(command.commandId(), Optional.of(outcome));
                  answers.accept(command.commandId(), outcome);
                }));
  }
}
