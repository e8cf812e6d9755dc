package io.kefu.agent.wechat.selector;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The selectors in use: the newer of those shipped with this build and those in the home folder's
 * {@code selectors.json}, which the server updates. A file that cannot be used is left alone and
 * the shipped ones are taken. Thread-safe.
 */
public final class SelectorStore {

  private static final Log LOG = Log.of(SelectorStore.class);
  private static final String FILE = "selectors.json";

  private final Path home;
  private volatile Selectors current;

  private SelectorStore(Path home, Selectors current) {
    this.home = home;
    this.current = current;
  }

  /** Chooses the selectors to begin with. */
  public static SelectorStore open(Path home) {
    Selectors shipped = Selectors.shipped();
    Path file = home.resolve(FILE);
    if (Files.isRegularFile(file)) {
      try {
        Selectors own = SelectorFile.parse(Files.readString(file, StandardCharsets.UTF_8));
        if (own.version() > shipped.version()) {
          return new SelectorStore(home, own);
        }
        LOG.info("selectors.older", "file", own.version(), "shipped", shipped.version());
      } catch (IOException | BadJson e) {
        LOG.warn(
            "selectors.unusable",
            "file",
            file,
            "reason",
            e.getMessage(),
            "do",
            "correct or delete the file; the shipped selectors are used");
      }
    }
    return new SelectorStore(home, shipped);
  }

  /** Those to use now. */
  public Selectors current() {
    return current;
  }

  /**
   * Takes over others, whole or not at all; they survive a restart unless a build brings newer
   * ones.
   *
   * @throws BadJson when no agent could work with them; nothing is changed
   * @throws IOException when they cannot be written; nothing is changed
   */
  public synchronized Selectors update(JsonObject file) throws BadJson, IOException {
    Selectors update = SelectorFile.of(file);
    OwnerOnly.folder(home);
    OwnerOnly.replace(
        home.resolve(FILE), Json.write(file.asMap()).getBytes(StandardCharsets.UTF_8));
    current = update;
    LOG.info("selectors.updated", "version", update.version());
    return update;
  }
}
