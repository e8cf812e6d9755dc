package io.kefu.erp.connector.folder;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what the ERP put into {@code in}, in order of the files' names. */
final class FolderImport {

  private static final String ENDING = ".csv";

  /** What is read whole must fit into the service's memory. */
  private static final long MAX_BYTES = 64L << 20;

  /** A phone number as spreadsheets like to show it: 1.38E+10. Its digits are lost. */
  private static final Pattern ROUNDED = Pattern.compile("\\d(\\.\\d+)?E\\+\\d{1,3}");

  private final FolderSettings how;
  private final Clock clock;
  private final Target target;

  /** Takes lines. */
  interface Target {
    /** Answers why the line cannot be stored, or nothing. */
    Optional<String> store(String file, Map<String, String> row) throws IOException;
  }

  FolderImport(FolderSettings how, Clock clock, Target target) {
    this.how = how;
    this.clock = clock;
    this.target = target;
  }

  /** Whether a file can be read. */
  boolean waits() {
    try {
      return !ready().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads all files that are complete. */
  void run() throws IOException {
    for (Path file : ready()) {
      String name = file.getFileName().toString();
      List<String> results;
      try {
        results = read(file, name);
      } catch (NoSuchFileException e) {
        // Who wrote it has taken it back.
        continue;
      }
      FolderState.write(
          how.path().resolve("done").resolve(name + ".results.csv"),
          String.join("", results),
          Charset.forName(how.charset()));
      // Last: a crash before it reads the file again, which changes nothing.
      Files.move(
          file,
          how.path().resolve("done").resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<Path> ready() throws IOException {
    Instant rested = clock.instant().minus(how.quiet());
    try (Stream<Path> all = Files.list(how.path().resolve("in"))) {
      List<Path> files = new ArrayList<>();
      for (Path file : all.sorted().toList()) {
        String name = file.getFileName().toString();
        // A file still on its way has another ending, begins with a dot, or grows.
        if (name.endsWith(ENDING)
            && !name.startsWith(".")
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Files.isReadable(file)
            && !Files.getLastModifiedTime(file).toInstant().isAfter(rested)) {
          files.add(file);
        }
      }
      return files;
    }
  }

  private List<String> read(Path file, String name) throws IOException {
    char separator = how.separator().charAt(0);
    List<String> results = new ArrayList<>();
    results.add(Csv.write(List.of("line", "result", "reason"), separator));
    if (Files.size(file) > MAX_BYTES) {
      results.add(result(1, Optional.of("the file is larger than 64 MB: divide it")));
      return results;
    }
    List<Csv.Line> lines;
    try {
      lines = Csv.read(Files.readString(file, Charset.forName(how.charset())), separator);
    } catch (CharacterCodingException e) {
      results.add(result(1, Optional.of("the file is not in " + how.charset())));
      return results;
    }
    if (lines.isEmpty() || lines.getFirst().error() != null) {
      results.add(result(1, Optional.of("there is no line with the columns' names")));
      return results;
    }
    List<String> columns = lines.getFirst().cells().stream().map(String::strip).toList();
    Optional<String> twice = twice(columns);
    if (twice.isPresent()) {
      results.add(result(1, Optional.of("column " + twice.get() + " is there twice")));
      return results;
    }
    for (Csv.Line line : lines.subList(1, lines.size())) {
      results.add(result(line.line(), store(name, columns, line)));
    }
    return results;
  }

  private Optional<String> store(String name, List<String> columns, Csv.Line line)
      throws IOException {
    if (line.error() != null) {
      return Optional.of(line.error());
    }
    if (line.cells().size() != columns.size()) {
      return Optional.of("%d cells instead of %d".formatted(line.cells().size(), columns.size()));
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String cell = line.cells().get(i);
      if (ROUNDED.matcher(cell.strip()).matches()) {
        return Optional.of(
            "column %s: a spreadsheet has rounded this number; make the column text"
                .formatted(columns.get(i)));
      }
      // Spreadsheets write empty columns behind the last one.
      if (!columns.get(i).isEmpty()) {
        row.put(columns.get(i), cell);
      }
    }
    return target.store(name, row);
  }

  private static Optional<String> twice(List<String> columns) {
    Set<String> seen = new HashSet<>();
    return columns.stream().filter(name -> !name.isEmpty() && !seen.add(name)).findFirst();
  }

  private String result(int line, Optional<String> error) {
    return Csv.write(
        List.of(Integer.toString(line), error.isEmpty() ? "ok" : "error", error.orElse("")),
        how.separator().charAt(0));
  }
}
