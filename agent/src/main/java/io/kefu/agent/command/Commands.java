package io.kefu.agent.command;

import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.link.CommandHandler;
import io.kefu.agent.link.Uploads;
import io.kefu.agent.local.RuleBook;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.OwnerOnly;
import io.kefu.agent.update.UpdateOrder;
import io.kefu.agent.update.Updater;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.selector.SelectorStore;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.Png;
import io.kefu.agent.wechat.window.HabitStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Executes the server's commands. One that this build does not have is answered so, not ignored.
 * What takes long — pictures, logs — has a thread of its own that ends when nothing is to be done.
 */
public final class Commands implements CommandHandler {

  private static final Log LOG = Log.of(Commands.class);
  private static final int KEEP_ALIVE_SECONDS = 5;
  private static final String SELECTORS = "selectors";

  /** Stops or continues the agent's work. */
  public interface Pausing {
    /** Stops or continues sending and collecting. */
    void pause(boolean pause);
  }

  /**
   * What commands act on.
   *
   * @param updater installs newer versions
   * @param home where the logs are and files are made
   */
  public record Parts(
      Pausing pausing,
      RuleBook rules,
      SelectorStore selectors,
      HabitStore habits,
      WeChatDriver driver,
      Uploads uploads,
      Updater updater,
      Path home) {}

  private final Parts parts;
  private final ExecutorService slow;
  private String lastLook = "";
  private Map<String, ?> lastCrop = Map.of();

  /** Commands over what they act on. */
  public Commands(Parts parts) {
    this.parts = parts;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "kefu-command");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    this.slow = pool;
  }

  private interface Work {
    Map<String, ?> run() throws IOException, BadJson;
  }

  @Override
  public void handle(ServerFrame.Command command, Consumer<Outcome> answer) {
    switch (command.name()) {
      case "pause" -> answer.accept(paused(true));
      case "resume" -> answer.accept(paused(false));
      case "rules.update" -> slowly(command, answer, () -> rules(command.args()));
      case "config.update" -> slowly(command, answer, () -> config(command.args()));
      case "screenshot" -> slowly(command, answer, this::screenshot);
      case "logs.collect" -> slowly(command, answer, this::logs);
      case "ocr" -> slowly(command, answer, this::crop);
      case "update" -> update(command, answer);
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

  private void slowly(ServerFrame.Command command, Consumer<Outcome> answer, Work work) {
    slow.execute(
        () -> {
          try {
            answer.accept(Outcome.done(work.run()));
          } catch (IOException | BadJson | RuntimeException e) {
            LOG.warn("command.failed", "name", command.name(), "reason", Log.reason(e));
            LOG.trace("command.failed", e);
            answer.accept(Outcome.failed(e.getMessage() == null ? Log.reason(e) : e.getMessage()));
          }
        });
  }

  /** What starts anew gives no answer: the server asks again, and the version that runs answers. */
  private void update(ServerFrame.Command command, Consumer<Outcome> answer) {
    slowly(
        command,
        outcome -> {
          if (!outcome.result().isEmpty() || outcome.status() != Status.DONE) {
            answer.accept(outcome);
          }
        },
        () -> {
          UpdateOrder order = UpdateOrder.read(command.args());
          return parts.updater().update(order) == Updater.Outcome.INSTALLED
              ? Map.of("version", order.version().toString())
              : Map.of();
        });
  }

  private Outcome paused(boolean pause) {
    parts.pausing().pause(pause);
    return Outcome.done(Map.of("paused", pause));
  }

  private Map<String, ?> rules(JsonObject args) throws IOException, BadJson {
    parts.rules().update(args);
    return Map.of("version", parts.rules().version(), "rules", parts.rules().size());
  }

  /** Selectors and habits, each whole or not at all; selectors are checked before anything. */
  private Map<String, ?> config(JsonObject args) throws IOException, BadJson {
    Map<String, Object> habits = new LinkedHashMap<>(args.asMap());
    habits.remove(SELECTORS);
    Optional<JsonObject> selectors = args.optionalObject(SELECTORS);
    Map<String, Object> result = new LinkedHashMap<>();
    if (selectors.isPresent()) {
      Selectors taken = parts.selectors().update(selectors.get());
      result.put("selectors_version", taken.version());
    }
    if (!habits.isEmpty()) {
      parts.habits().update(habits);
      result.put("changed", habits.keySet().stream().sorted().toList());
    }
    if (result.isEmpty()) {
      throw new BadJson("config.update needs selectors or a setting to change");
    }
    return result;
  }

  private Map<String, ?> screenshot() throws IOException {
    Optional<Picture> picture = parts.driver().screenshot();
    if (picture.isEmpty()) {
      throw new IOException("there is no WeChat window to picture");
    }
    return uploaded("screenshot.png", "image/png", file -> png(picture.get(), file));
  }

  /** The messages as they look, uploaded once for each look: the server reads them by itself. */
  private Map<String, ?> crop() throws IOException {
    Optional<Picture> picture = parts.driver().messages();
    if (picture.isEmpty()) {
      throw new IOException("there is no WeChat window to picture");
    }
    String look = picture.get().sha256();
    if (!look.equals(lastLook)) {
      lastCrop = uploaded("wechat-messages.png", "image/png", file -> png(picture.get(), file));
      lastLook = look;
    }
    Map<String, Object> result = new LinkedHashMap<>(lastCrop);
    result.put("pixels_sha256", look);
    result.put("wechat_status", parts.driver().status().name());
    return result;
  }

  private static void png(Picture picture, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      Png.write(picture, out);
    }
  }

  private Map<String, ?> logs() throws IOException {
    return uploaded(
        "agent-log.gz",
        "application/gzip",
        file -> LogBundle.write(parts.home().resolve("logs"), file));
  }

  private interface Maker {
    void make(Path file) throws IOException;
  }

  private Map<String, ?> uploaded(String name, String type, Maker maker) throws IOException {
    OwnerOnly.folder(parts.home());
    Path file = Files.createTempFile(parts.home(), "upload", ".tmp");
    try {
      OwnerOnly.file(file);
      maker.make(file);
      return parts.uploads().upload(file, name, type);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
