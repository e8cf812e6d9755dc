package io.kefu.local.command;

import io.kefu.local.backup.BackupException;
import io.kefu.local.backup.BackupSettings;
import io.kefu.local.backup.Backups;
import io.kefu.local.backup.ObjectStore;
import io.kefu.local.console.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Encrypted backups of database and files, and the way back. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = "Encrypted backups of the database and of files, to S3 or a folder.",
    synopsisSubcommandLabel = "(keygen | create | list | verify | restore)",
    footer = {"", "Settings are environment variables KEFU_BACKUP_…; see docs/backup.md."})
public final class BackupCommand {

  private final Console console = Console.standard();
  private final BackupSettings settings = BackupSettings.of(System.getenv());

  private interface Work {
    void with(Backups backups, Optional<ObjectStore> files) throws IOException;
  }

  private int run(Work work) {
    try (ObjectStore store = settings.store()) {
      Optional<ObjectStore> files = settings.files();
      try {
        work.with(new Backups(store, Clock.systemUTC(), console::line), files);
        return ExitCodes.OK;
      } finally {
        files.ifPresent(ObjectStore::close);
      }
    } catch (BackupException | IOException e) {
      console.line(console.style(Console.Style.RED, e.getMessage()));
      return ExitCodes.FAILED;
    }
  }

  @Command(
      name = "keygen",
      mixinStandardHelpOptions = true,
      description = "Makes the pair of keys. Keep the file away from the servers, twice.")
  int keygen(@Parameters(paramLabel = "FILE", description = "For the secret key.") Path file)
      throws IOException {
    console.line("KEFU_BACKUP_RECIPIENT=" + BackupSettings.newKeys(file));
    console.line("Secret key: " + file + ". Without it no backup can be read.");
    return ExitCodes.OK;
  }

  @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a backup.")
  int create(
      @Option(
              names = "--keep",
              paramLabel = "N",
              defaultValue = "0",
              description = "Then removes all but the newest N; 0 keeps all.")
          int keep) {
    return run(
        (backups, files) -> {
          console.line("Backup " + settings.create(backups, files) + " is complete.");
          if (keep > 0) {
            backups.keep(keep);
          }
        });
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists whole backups.")
  int list() {
    return run(
        (backups, files) -> {
          List<String> ids = backups.list();
          ids.forEach(console::line);
          console.line(ids.size() + " backups");
        });
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Reads a backup to its end and compares digests; changes nothing.")
  int verify(@Parameters(paramLabel = "ID", description = "As list shows it.") String id) {
    return run(
        (backups, files) ->
            console.line(
                "%s is whole: %d rows".formatted(id, backups.verify(id, settings.identity()))));
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = "Writes a backup into a fresh, migrated database: everything, or nothing.")
  int restore(
      @Parameters(paramLabel = "ID", description = "As list shows it.") String id,
      @Option(names = "--overwrite", description = "Rows that are there may go.")
          boolean overwrite) {
    return run(
        (backups, files) ->
            console.line(
                "%d rows restored from %s"
                    .formatted(settings.restore(backups, id, files, overwrite), id)));
  }
}
