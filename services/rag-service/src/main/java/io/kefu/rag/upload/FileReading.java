package io.kefu.rag.upload;

import io.kefu.rag.extract.ExtractWorker;
import io.kefu.rag.extract.FileKind;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Gets the text of a file. Text is read here; everything else by a process of its own with a heap
 * and a time of its own and without this service's secrets in its environment, so that no file can
 * take the service down. Blocks the calling thread.
 */
@ApplicationScoped
public class FileReading {

  /** How a reading ended. */
  sealed interface Outcome {

    /** The file's text: Markdown, or a table of questions. */
    record Text(String content) implements Outcome {}

    /** The file cannot be used. */
    record Rejected(String code, String detail, List<Fault> faults) implements Outcome {
      Rejected(String code, String detail) {
        this(code, detail, List.of());
      }
    }
  }

  /** How often the listener hears that the process still runs. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);

  private final UploadConfig config;

  /** Reads within the limits of the configuration. */
  public FileReading(UploadConfig config) {
    this.config = config;
  }

  /** Whether pictures can be read. */
  boolean readsPictures() {
    return config.ocrCommand().isPresent();
  }

  /**
   * Reads a file.
   *
   * @param folder folder for what the process writes; the caller removes it
   * @param alive called now and then; what it throws ends the process and is passed on
   */
  Outcome read(FileKind kind, Path file, Path folder, Runnable alive) throws IOException {
    if (kind.isText()) {
      // A character has at most four bytes: what is longer is too long in any encoding.
      if (Files.size(file) > 4L * config.maxCharacters()) {
        return tooLong();
      }
      return TextReader.read(Files.readAllBytes(file))
          .map(text -> bounded(text))
          .orElseGet(
              () ->
                  new Outcome.Rejected(
                      "unknown_encoding", "Save it as UTF-8 (or GB18030) text and send it again."));
    }
    Path out = Files.createTempFile(folder, "text", ".txt");
    List<String> command = kind == FileKind.IMAGE ? ocr(file) : reader(kind, file, out);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "");
    environment.clear();
    environment.put("PATH", path);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectOutput(
        kind == FileKind.IMAGE
            ? ProcessBuilder.Redirect.to(out.toFile())
            : ProcessBuilder.Redirect.DISCARD);
    Optional<Integer> exit = run(builder, alive);
    if (exit.isEmpty()) {
      return new Outcome.Rejected(
          "reading_timed_out",
          "Reading it took longer than " + config.readTimeout().toSeconds() + " s; split it.");
    }
    return result(exit.get(), out);
  }

  private Optional<Integer> run(ProcessBuilder builder, Runnable alive) throws IOException {
    long deadline = System.nanoTime() + config.readTimeout().toNanos();
    Process process = builder.start();
    try {
      while (!process.waitFor(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() > deadline) {
          return Optional.empty();
        }
        alive.run();
      }
      return Optional.of(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Outcome result(int exit, Path out) throws IOException {
    if (exit == 0) {
      // A character has at most four bytes; what is longer is not worth reading.
      if (Files.size(out) > 4L * config.maxCharacters()) {
        return tooLong();
      }
      String text = Files.readString(out);
      return text.isBlank()
          ? new Outcome.Rejected("no_text", "There is no text in it.")
          : bounded(text);
    }
    if (exit == ExtractWorker.REJECTED) {
      List<String> lines = Files.readAllLines(out);
      return new Outcome.Rejected(
          lines.getFirst(),
          lines.size() > 1 ? lines.get(1) : "",
          lines.stream()
              .skip(2)
              .map(line -> line.split("\t", 2))
              .filter(parts -> parts.length == 2)
              .map(parts -> new Fault(parts[0], parts[1]))
              .toList());
    }
    return new Outcome.Rejected(
        "reading_failed", "It is damaged or too large to be read; save it anew or split it.");
  }

  private Outcome bounded(String text) {
    return text.length() > config.maxCharacters() ? tooLong() : new Outcome.Text(text);
  }

  private Outcome tooLong() {
    return new Outcome.Rejected(
        "file_too_long",
        "It has more than " + config.maxCharacters() + " characters of text; split it.");
  }

  private List<String> ocr(Path file) {
    return config.ocrCommand().orElseThrow().stream()
        .map(word -> word.replace("{file}", file.toString()))
        .toList();
  }

  private List<String> reader(FileKind kind, Path file, Path out) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(
        List.of(
            "-Xmx" + config.readerMegabytes() + "m",
            "-Xss4m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=" + out.getParent(),
            "-Dpdfbox.fontcache=" + out.getParent(),
            "-cp",
            absoluteClassPath(),
            ExtractWorker.class.getName(),
            kind.name(),
            file.toString(),
            out.toString(),
            Integer.toString(config.maxPages()),
            Integer.toString(config.maxCharacters()),
            Long.toString(config.maxUnpackedBytes())));
    return command;
  }

  /** The class path this service was started with; the process has another working folder. */
  private static String absoluteClassPath() {
    List<String> absolute = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      absolute.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, absolute);
  }
}
