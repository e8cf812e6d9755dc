package io.kefu.agent.local;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The local rules, kept in {@code rules.json} of the home folder. Thread-safe. */
public final class RuleBook {

  private static final Log LOG = Log.of(RuleBook.class);
  private static final String FILE = "rules.json";

  private final Path file;
  private volatile LocalRules current = LocalRules.NONE;

  private RuleBook(Path file) {
    this.file = file;
  }

  /** Reads those of the last run; none when the file is unusable: the server sends them again. */
  public static RuleBook open(Path home) {
    RuleBook book = new RuleBook(home.resolve(FILE));
    if (Files.isRegularFile(book.file)) {
      try {
        book.current =
            LocalRules.of(Json.read(Files.readString(book.file, StandardCharsets.UTF_8)));
      } catch (IOException | BadJson e) {
        LOG.warn("rules.unusable", "reason", e.getMessage(), "do", "nothing: they are sent again");
      }
    }
    return book;
  }

  /** The version held; 0 for none. */
  public long version() {
    return current.version();
  }

  /** How many rules are held. */
  public int size() {
    return current.rules().size();
  }

  LocalRules current() {
    return current;
  }

  /**
   * Takes the place of those held; an empty list switches hybrid mode off.
   *
   * @throws BadJson when a rule is not understood; nothing is changed
   * @throws IOException when they cannot be written; nothing is changed
   */
  public synchronized void update(JsonObject args) throws BadJson, IOException {
    LocalRules update = LocalRules.of(args);
    OwnerOnly.folder(file.getParent());
    OwnerOnly.replace(file, Json.write(args.asMap()).getBytes(StandardCharsets.UTF_8));
    current = update;
    LOG.info("rules.updated", "version", update.version(), "rules", update.rules().size());
  }
}
