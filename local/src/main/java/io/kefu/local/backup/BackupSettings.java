package io.kefu.local.backup;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the backup, from the environment: secrets never stand on a command line.
 *
 * @param values {@code KEFU_BACKUP_…} by name
 */
public record BackupSettings(Map<String, String> values) {

  private static final String PREFIX = "KEFU_BACKUP";
  private static final String FILES = "KEFU_BACKUP_FILES";

  /** What is set, empty values left out. */
  public static BackupSettings of(Map<String, String> environment) {
    return new BackupSettings(
        environment.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(PREFIX) && !entry.getValue().isBlank())
            .collect(
                java.util.stream.Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> entry.getValue().strip())));
  }

  /** Where backups are: {@code KEFU_BACKUP_TO}. */
  public ObjectStore store() {
    return open(required(PREFIX + "_TO", "s3://bucket/prefix, or a folder"), PREFIX);
  }

  /** Where the platform's files are: {@code KEFU_BACKUP_FILES}; empty without. */
  public Optional<ObjectStore> files() {
    return Optional.ofNullable(values.get(FILES)).map(address -> open(address, FILES));
  }

  private ObjectStore open(String address, String name) {
    return address.startsWith("s3://")
        ? new S3Objects(URI.create(address), values, name)
        : new FolderObjects(Path.of(address));
  }

  Database.Address database() {
    return new Database.Address(
        required(PREFIX + "_DATABASE_URL", "jdbc:postgresql://host:5432/kefu"),
        required(PREFIX + "_DATABASE_USERNAME", "a superuser, or a role with BYPASSRLS"),
        required(PREFIX + "_DATABASE_PASSWORD", "its password"));
  }

  /** Public key: {@code KEFU_BACKUP_RECIPIENT}. */
  public String recipient() {
    return required(PREFIX + "_RECIPIENT", "the public key that ./kefu backup keygen printed");
  }

  /** Secret key: the content of the file {@code KEFU_BACKUP_IDENTITY_FILE}. */
  public String identity() throws IOException {
    Path file = Path.of(required(PREFIX + "_IDENTITY_FILE", "the file with the secret key"));
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("AGE-SECRET-KEY-1"))
        .findFirst()
        .orElseThrow(() -> new BackupException(file + " holds no line AGE-SECRET-KEY-1…"));
  }

  private String required(String name, String what) {
    String value = values.get(name);
    if (value == null) {
      throw new BackupException("Set " + name + ": " + what + " (docs/backup.md).");
    }
    return value;
  }

  /** Names only: there are secrets among the values. */
  @Override
  public String toString() {
    return "BackupSettings" + values.keySet();
  }

  /** Makes a backup; gives its id. */
  public String create(Backups backups, Optional<ObjectStore> files) throws IOException {
    return backups.create(database(), files.orElse(null), recipient());
  }

  /** Writes one back; gives the number of rows. */
  public long restore(Backups backups, String id, Optional<ObjectStore> files, boolean overwrite)
      throws IOException {
    return backups.restore(id, identity(), database(), files.orElse(null), overwrite);
  }

  /** A new pair of keys: the secret one goes to a file that only its owner reads. */
  public static String newKeys(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new BackupException(file + " is there already; a key is never overwritten.");
    }
    Seal.Keys keys = Seal.newKeys();
    Files.createFile(
        file,
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "# public key: " + keys.recipient() + "\n" + keys.identity() + "\n");
    return keys.recipient();
  }
}
