package io.kefu.stats;

import io.kefu.stats.intake.PastEvents.Line;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/** Past messages as a file for the backfill, and one line that is no event. */
public final class PastMessagesFile {

  private PastMessagesFile() {}

  public static Path write(Path file, String tenant, long messages, Instant from, Instant to)
      throws IOException {
    PastMessages past = new PastMessages(tenant, messages, from, to, 1);
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      out.write("no event\n");
      while (past.hasNext()) {
        Line line = past.next();
        out.write(
            "{\"topic\":\"%s\",\"value\":%s}%n"
                .formatted(line.topic(), new String(line.value(), StandardCharsets.UTF_8)));
      }
    }
    return file;
  }
}
