package io.kefu.local.knowledge;

import io.kefu.local.fleet.FleetException;
import io.kefu.local.gateway.GatewayClient;
import io.kefu.local.gateway.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The demo knowledge base: every Markdown, CSV and text file of a folder is one document. */
public final class DemoKnowledge {

  /** The knowledge base that the documents go into. */
  public static final String KNOWLEDGE_BASE = "demo";

  private static final Set<String> FORMATS = Set.of("md", "csv", "txt");

  /** Words by which a document says that it is still being worked on. */
  private static final Set<String> UNDER_WAY =
      Set.of("pending", "queued", "processing", "indexing", "running");

  private static final Duration RETRY_AFTER = Duration.ofMillis(300);

  private final Path folder;

  /** Reads the folder when {@link #load} is called. */
  public DemoKnowledge(Path folder) {
    this.folder = folder;
  }

  /**
   * One document.
   *
   * @param id stable: the file's name without its ending
   * @param name the file's name
   * @param format {@code md}, {@code csv} or {@code txt}
   * @param content its text
   */
  public record Document(String id, String name, String format, String content) {}

  /** The documents, by name. */
  public List<Document> documents() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var documents = new ArrayList<Document>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String format = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (dot > 0 && FORMATS.contains(format)) {
          documents.add(new Document(name.substring(0, dot), name, format, Files.readString(file)));
        }
      }
    }
    return documents;
  }

  /**
   * Puts all documents and returns when all can be found.
   *
   * @param gateway of the fleet
   * @param timeout for all together; until then passing refusals are tried again
   * @return how many there are
   * @throws FleetException when a document is refused or the time is over
   */
  public int load(GatewayClient gateway, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Document> documents = documents();
    for (Document document : documents) {
      String status =
          persist(
              document,
              deadline,
              () ->
                  gateway.putDocument(
                      KNOWLEDGE_BASE,
                      document.id(),
                      document.name(),
                      document.format(),
                      document.content()));
      while (UNDER_WAY.contains(status.toLowerCase(Locale.ROOT))) {
        pause(document, deadline, "it is still " + status);
        status =
            persist(
                document, deadline, () -> gateway.documentStatus(KNOWLEDGE_BASE, document.id()));
      }
      if (status.toLowerCase(Locale.ROOT).contains("fail")) {
        throw new FleetException(
            "The demo document %s was not taken: %s".formatted(document.name(), status));
      }
    }
    return documents.size();
  }

  private static String persist(Document document, long deadline, Supplier<String> request) {
    while (true) {
      try {
        return request.get();
      } catch (GatewayException e) {
        if (!e.isPassing()) {
          throw new FleetException(
              "The demo document %s was refused. %s".formatted(document.name(), e.getMessage()), e);
        }
        pause(document, deadline, e.getMessage());
      }
    }
  }

  private static void pause(Document document, long deadline, String why) {
    if (System.nanoTime() > deadline) {
      throw new FleetException(
          "The demo document %s could not be loaded in time: %s".formatted(document.name(), why));
    }
    CompletableFuture.runAsync(
            () -> {},
            CompletableFuture.delayedExecutor(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS))
        .join();
  }
}
