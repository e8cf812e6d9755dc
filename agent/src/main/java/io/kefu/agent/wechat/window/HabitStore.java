package io.kefu.agent.wechat.window;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The habits in use: this PC's settings, and over them what the server changed, which is kept in
 * {@code habits.json} of the home folder. Thread-safe.
 */
public final class HabitStore {

  private static final Log LOG = Log.of(HabitStore.class);
  private static final String FILE = "habits.json";

  private final Path file;
  private final Habits base;
  private final Map<String, Object> changes = new LinkedHashMap<>();
  private volatile Habits current;

  private HabitStore(Path file, Habits base) {
    this.file = file;
    this.base = base;
    this.current = base;
  }

  /** Begins with this PC's settings and the changes of earlier runs. */
  public static HabitStore open(Path home, Habits base) {
    HabitStore store = new HabitStore(home.resolve(FILE), base);
    if (Files.isRegularFile(store.file)) {
      try {
        store.changes.putAll(
            Json.read(Files.readString(store.file, StandardCharsets.UTF_8)).asMap());
        store.current = HabitChange.apply(base, store.changes);
      } catch (IOException | BadJson e) {
        store.changes.clear();
        LOG.warn(
            "habits.unusable",
            "file",
            store.file,
            "reason",
            e.getMessage(),
            "do",
            "delete the file, or send config.update again; this PC's settings are used");
      }
    }
    return store;
  }

  /** Those to use now. */
  public Habits current() {
    return current;
  }

  /**
   * Takes over changes, all or none; a value null takes this PC's setting again.
   *
   * @throws BadJson when a value is not understood; nothing is changed
   * @throws IOException when they cannot be written; nothing is changed
   */
  public synchronized Habits update(Map<String, ?> update) throws BadJson, IOException {
    Map<String, Object> merged = new LinkedHashMap<>(changes);
    merged.putAll(update);
    merged.values().removeIf(java.util.Objects::isNull);
    Habits habits = HabitChange.apply(base, merged);
    OwnerOnly.folder(file.getParent());
    OwnerOnly.replace(file, Json.write(merged).getBytes(StandardCharsets.UTF_8));
    changes.clear();
    changes.putAll(merged);
    current = habits;
    LOG.info("habits.updated", "names", update.keySet());
    return habits;
  }
}
