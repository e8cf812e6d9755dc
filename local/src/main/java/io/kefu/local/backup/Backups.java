package io.kefu.local.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Backups in an object store. A backup is one snapshot of the database, table by table, and the
 * names of the files; files never change and are kept once for all backups. The manifest is written
 * last: what has none was cut off and is removed by the next backup. A restore writes everything in
 * one transaction, or nothing.
 */
public final class Backups {

  private static final String MANIFEST = "manifest";
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Objects of at most so many bytes: any S3 takes them in one request. */
  private static final long OBJECT_BYTES = 256L * 1024 * 1024;

  private final ObjectStore store;
  private final Archive archive;

  /** A file is one object: there is the whole of it, or nothing. */
  private final Archive wholeFiles;

  private final Clock clock;
  private final Consumer<String> log;

  /** Uses a store. */
  public Backups(ObjectStore store, Clock clock, Consumer<String> log) {
    this(store, clock, log, OBJECT_BYTES);
  }

  Backups(ObjectStore store, Clock clock, Consumer<String> log, long objectBytes) {
    this.store = store;
    this.archive = new Archive(store, objectBytes);
    this.wholeFiles = new Archive(store, Long.MAX_VALUE);
    this.clock = clock;
    this.log = log;
  }

  /**
   * Makes a backup.
   *
   * @param files store of the platform's files; null without
   * @param recipient public key it is encrypted to
   * @return its id
   */
  public String create(Database.Address address, ObjectStore files, String recipient)
      throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String id = ID.format(now);
    try (Database database = new Database(address)) {
      if (!store.list("backups/" + id + "/").isEmpty()) {
        throw new BackupException("A backup " + id + " is there already; try again in a second.");
      }
      database.beginReading();
      List<Manifest.Table> tables = new ArrayList<>();
      List<Manifest.Sequence> sequences = new ArrayList<>();
      List<Manifest.Schema> schemas = database.schemas();
      if (schemas.isEmpty()) {
        throw new BackupException("The database has none of the platform's schemas.");
      }
      for (Manifest.Schema schema : schemas) {
        for (Manifest.Table table : database.tables(schema.name())) {
          tables.add(table(id, database, table, recipient));
        }
        sequences.addAll(database.sequences(schema.name()));
      }
      // After the snapshot: a row never names a file that is not in the backup.
      List<String> names = files == null ? List.of() : files(files, recipient);
      archive.writeJson(
          "backups/" + id + "/" + MANIFEST,
          recipient,
          new Manifest(
              Manifest.FORMAT, id, now, database.version(), schemas, tables, sequences, names));
    } catch (SQLException e) {
      throw Database.failed("The backup was given up", e);
    }
    return id;
  }

  private Manifest.Table table(String id, Database database, Manifest.Table table, String recipient)
      throws IOException {
    long[] rows = new long[1];
    Archive.Written written =
        archive.write(
            "backups/%s/%s.%s".formatted(id, table.schema(), table.name()),
            recipient,
            out -> rows[0] = database.copyOut(table, out));
    log.accept("  %s.%s  %d rows".formatted(table.schema(), table.name(), rows[0]));
    return new Manifest.Table(
        table.schema(),
        table.name(),
        table.columns(),
        table.partitions(),
        rows[0],
        written.bytes(),
        written.sha256(),
        written.objects());
  }

  private List<String> files(ObjectStore files, String recipient) throws IOException {
    Set<String> kept = objectsOfFiles().keySet();
    List<String> names = files.list("");
    long copied = 0;
    for (String name : names) {
      if (!kept.contains(name)) {
        wholeFiles.write(
            "files/" + name,
            recipient,
            out -> {
              try (InputStream in = files.open(name)) {
                in.transferTo(out);
              }
            });
        copied++;
      }
    }
    log.accept("  %d files, %d of them new".formatted(names.size(), copied));
    return names;
  }

  /** Objects in which each file is kept. */
  private Map<String, List<String>> objectsOfFiles() throws IOException {
    Map<String, List<String>> objects = new HashMap<>();
    for (String object : store.list("files/")) {
      // files/NAME.00001.gz.age
      String name = object.substring("files/".length(), object.length() - ".00001.gz.age".length());
      objects.computeIfAbsent(name, unknown -> new ArrayList<>()).add(object);
    }
    return objects;
  }

  /** Ids of the whole backups, the oldest first. */
  public List<String> list() throws IOException {
    return store.list("backups/").stream()
        .filter(name -> name.contains("/" + MANIFEST + "."))
        .map(name -> name.split("/", -1)[1])
        .distinct()
        .sorted()
        .toList();
  }

  /** Removes all but the newest, and what was cut off. */
  public void keep(int newest) throws IOException {
    List<String> whole = list();
    Set<String> kept =
        new HashSet<>(whole.subList(Math.max(0, whole.size() - newest), whole.size()));
    Map<String, List<String>> byBackup =
        store.list("backups/").stream()
            .collect(Collectors.groupingBy(name -> name.split("/", -1)[1]));
    for (Map.Entry<String, List<String>> backup : byBackup.entrySet()) {
      if (kept.contains(backup.getKey())) {
        continue;
      }
      // The manifest first: a backup that is half removed does not count.
      for (String object :
          backup.getValue().stream()
              .sorted(java.util.Comparator.comparing(name -> !name.contains("/" + MANIFEST + ".")))
              .toList()) {
        store.delete(object);
      }
      log.accept("  removed " + backup.getKey());
    }
  }

  /** Reads a backup to its end and compares every byte's digest; changes nothing. */
  public long verify(String id, String identity) throws IOException {
    Manifest manifest = manifest(id, identity);
    long rows = 0;
    for (Manifest.Table table : manifest.tables()) {
      archive.read(table.objects(), identity, table.sha256(), in -> {});
      rows += table.rows();
    }
    Set<String> kept = objectsOfFiles().keySet();
    List<String> lost = manifest.files().stream().filter(name -> !kept.contains(name)).toList();
    if (!lost.isEmpty()) {
      throw new BackupException("Files are missing in the store: " + lost);
    }
    return rows;
  }

  private Manifest manifest(String id, String identity) throws IOException {
    List<String> objects =
        store.list("backups/" + id + "/" + MANIFEST + ".").stream().sorted().toList();
    if (objects.isEmpty()) {
      throw new BackupException("There is no whole backup " + id + "; see: kefu backup list");
    }
    Manifest manifest = archive.readJson(objects, identity, Manifest.class);
    if (manifest.format() != Manifest.FORMAT) {
      throw new BackupException(
          "The backup has format %d; this program reads %d. Use the program of its time."
              .formatted(manifest.format(), Manifest.FORMAT));
    }
    return manifest;
  }

  /**
   * Writes a backup back into a database whose tables were made by the same migrations.
   *
   * @param files where files go; null leaves them out
   * @param overwrite whether rows that are there may go
   * @return rows written
   */
  public long restore(
      String id, String identity, Database.Address address, ObjectStore files, boolean overwrite)
      throws IOException {
    Manifest manifest = manifest(id, identity);
    long rows = 0;
    try (Database database = new Database(address)) {
      database.beginWriting();
      checkSchemas(manifest, database.schemas());
      List<Manifest.Table> there = new ArrayList<>();
      for (Manifest.Schema schema : manifest.schemas()) {
        there.addAll(database.tables(schema.name()));
      }
      if (!overwrite) {
        refuseData(manifest, database);
      }
      database.truncate(there);
      for (Manifest.Table table : manifest.tables()) {
        database.addPartitions(table);
        rows += table(database, table, identity);
      }
      for (Manifest.Sequence sequence : manifest.sequences()) {
        database.set(sequence);
      }
      database.commit();
    } catch (SQLException e) {
      throw Database.failed("Nothing was restored", e);
    }
    if (files != null) {
      restoreFiles(manifest, identity, files);
    }
    return rows;
  }

  private static void checkSchemas(Manifest manifest, List<Manifest.Schema> there) {
    if (!Set.copyOf(there).containsAll(manifest.schemas())) {
      throw new BackupException(
          ("The tables must be those of the backup. Backup: %s; database: %s. Run the migrations of"
                  + " that version first (docs/backup.md), restore, then upgrade.")
              .formatted(manifest.schemas(), there));
    }
  }

  /** A database in use is not overwritten by mistake. */
  private static void refuseData(Manifest manifest, Database database) throws SQLException {
    for (Manifest.Table table : manifest.tables()) {
      if (table.name().matches("customers|customer|messages|documents|message_fact")
          && database.count(table) > 0) {
        throw new BackupException(
            "%s.%s holds rows. Restore into a fresh database, or say --overwrite."
                .formatted(table.schema(), table.name()));
      }
    }
  }

  private long table(Database database, Manifest.Table table, String identity) throws IOException {
    long[] rows = new long[1];
    archive.read(
        table.objects(), identity, table.sha256(), in -> rows[0] = database.copyIn(table, in));
    if (rows[0] != table.rows()) {
      throw new BackupException(
          "%s.%s: %d rows came back of %d"
              .formatted(table.schema(), table.name(), rows[0], table.rows()));
    }
    log.accept("  %s.%s  %d rows".formatted(table.schema(), table.name(), rows[0]));
    return rows[0];
  }

  private void restoreFiles(Manifest manifest, String identity, ObjectStore files)
      throws IOException {
    Set<String> there = Set.copyOf(files.list(""));
    Map<String, List<String>> objects = objectsOfFiles();
    for (String name : manifest.files()) {
      if (there.contains(name)) {
        continue;
      }
      Path whole = Files.createTempFile("kefu-restore-", ".file");
      try {
        archive.read(
            objects.getOrDefault(name, List.of()),
            identity,
            null,
            in -> Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING));
        files.put(name, whole);
      } finally {
        Files.deleteIfExists(whole);
      }
    }
    log.accept("  %d files".formatted(manifest.files().size()));
  }
}
