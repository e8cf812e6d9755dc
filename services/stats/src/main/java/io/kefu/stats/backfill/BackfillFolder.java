package io.kefu.stats.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.intake.PastEvents;
import io.kefu.stats.intake.PastEvents.Line;
import io.kefu.stats.intake.PastEvents.Loaded;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;

/**
 * Loads the files of a folder at start, beside the service's work, in the order of their names. A
 * file holds one event a line, {@code {"topic":"message.in","value":{…}}}, as it lay in its topic.
 * A file that is loaded gets {@code .done} after its name; one that breaks off keeps its name, and
 * is loaded again at the next start, which counts nothing twice.
 */
@Singleton
public class BackfillFolder {

  private static final Logger LOG = Logger.getLogger(BackfillFolder.class);
  private static final double NANOS = 1e9;

  private final PastEvents past;
  private final StatsConfig config;
  private final ObjectMapper json;

  /** Wires the folder. */
  public BackfillFolder(PastEvents past, StatsConfig config, ObjectMapper json) {
    this.past = past;
    this.config = config;
    this.json = json;
  }

  @Startup
  void begin() {
    config
        .backfill()
        .folder()
        .ifPresent(
            folder -> Thread.ofPlatform().name("backfill").daemon().start(() -> loadAll(folder)));
  }

  private void loadAll(Path folder) {
    try {
      for (Path file : files(folder)) {
        long begun = System.nanoTime();
        Loaded loaded = load(file);
        LOG.infof(
            "backfill: file=%s events=%d changed=%d refused=%d seconds=%.1f",
            file.getFileName(),
            loaded.lines(),
            loaded.changed(),
            loaded.refused(),
            Duration.ofNanos(System.nanoTime() - begun).toNanos() / NANOS);
        Files.move(file, file.resolveSibling(file.getFileName() + ".done"));
      }
      LOG.infof("backfill: everything in %s is loaded", folder);
    } catch (IOException | RuntimeException e) {
      LOG.errorf("backfill broke off; start again to go on, nothing is counted twice: %s", e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().matches(".*\\.jsonl(\\.gz)?")).sorted().toList();
    }
  }

  /** Loads one file. */
  Loaded load(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      Iterator<Line> events =
          lines.lines().filter(line -> !line.isBlank()).map(this::line).iterator();
      return past.load(events);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A line that is no event is refused where it is counted. */
  private Line line(String text) {
    try {
      JsonNode line = json.readTree(text);
      return new Line(line.path("topic").asText(), json.writeValueAsBytes(line.path("value")));
    } catch (IOException e) {
      return new Line("", new byte[0]);
    }
  }
}
