package io.kefu.gateway.file;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes files in and gives them out. An upload goes to the disk while it is hashed, is looked at
 * (size, what it is, viruses) and only then stored; whoever fetches sees a whole file or none.
 * Calls block: only from worker threads.
 */
@ApplicationScoped
public class FileShelf {

  private static final Logger LOG = Logger.getLogger(FileShelf.class);
  private static final int CHUNK = 65_536;
  private static final int MAX_NAME = 200;
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final FileConfig config;
  private final FileRegister register;
  private final Identity ids;
  private final Clock clock;
  private final FileStore store;
  private final FileType types;
  private final Antivirus antivirus;

  FileShelf(FileConfig config, FileRegister register, Identity ids, Clock clock) {
    this.config = config;
    this.register = register;
    this.ids = ids;
    this.clock = clock;
    this.store =
        switch (config.store()) {
          case "folder" -> new FolderStore(Path.of(config.folder().path()));
          case "s3" -> new S3Store(config.s3());
          default -> throw new IllegalStateException("kefu.file.store must be folder or s3");
        };
    this.types = new FileType(new HashSet<>(config.allowedTypes()));
    this.antivirus = new Antivirus(config.antivirus());
  }

  /**
   * Takes a file in.
   *
   * @param name what the sender calls it; may be null
   * @param declared type that the sender names; may be null
   * @param content read to its end or to the limit
   */
  public StoredFile put(Subject sender, String name, String declared, InputStream content) {
    Path spooled = null;
    try {
      spooled = spool();
      return put(sender, safe(name), declared, content, spooled);
    } catch (IOException e) {
      LOG.warnf("file not taken in: %s", e.getMessage());
      throw unavailable();
    } finally {
      remove(spooled);
    }
  }

  private StoredFile put(
      Subject sender, String name, String declared, InputStream content, Path spooled)
      throws IOException {
    MessageDigest digest = sha256();
    long size;
    try (OutputStream out = Files.newOutputStream(spooled)) {
      size = copy(content, out, digest);
    }
    if (size == 0) {
      throw new ProblemException(400, "file_empty", "The file is empty.");
    }
    String type = types.detect(spooled, name);
    Optional<String> wrong = types.refuse(type, declared);
    if (wrong.isPresent()) {
      throw new ProblemException(415, "file_type_refused", wrong.get());
    }
    if (!antivirus.clean(spooled)) {
      LOG.warnf("infected file refused: tenant=%s from=%s", sender.tenantId(), sender.actor());
      throw new ProblemException(422, "file_infected", "The virus scanner refuses the file.");
    }
    Instant now = clock.instant();
    StoredFile file =
        new StoredFile(
            ids.next(),
            name,
            type,
            size,
            HexFormat.of().formatHex(digest.digest()),
            sender.actor(),
            now,
            now.plus(config.retention()));
    register.begin(sender.tenantId(), file);
    store.put(file.key(sender.tenantId()), spooled, type);
    register.finish(sender.tenantId(), file.fileId());
    return file;
  }

  /** Whether these are the bytes of this hash; reads no further than a file may be long. */
  public boolean matches(String sha256, InputStream content) {
    MessageDigest digest = sha256();
    try (OutputStream nowhere = OutputStream.nullOutputStream()) {
      return copy(content, nowhere, digest) > 0
          && HexFormat.of().formatHex(digest.digest()).equals(sha256);
    } catch (IOException e) {
      throw new ProblemException(400, "unreadable_body", "The body cannot be read.");
    }
  }

  /** A file's description; agents see their own, and what they are told to install. */
  public StoredFile find(Subject reader, UUID fileId) {
    return register
        .find(reader.tenantId(), fileId)
        .filter(
            file ->
                reader.kind() != SubjectKind.AGENT
                    || file.uploadedBy().equals(reader.actor())
                    || register.ordered(reader.tenantId(), reader.id(), fileId))
        .orElseThrow(FileShelf::missing);
  }

  /** Bytes of a file. */
  public InputStream read(Subject reader, StoredFile file, long from, long length) {
    try {
      return store.read(file.key(reader.tenantId()), from, length);
    } catch (IOException e) {
      LOG.warnf("file not readable: id=%s cause=%s", file.fileId(), e.getMessage());
      throw unavailable();
    }
  }

  /** Deletes a file. */
  public void delete(AuditLog.Actor actor, UUID fileId) {
    String tenantId = actor.subject().tenantId();
    StoredFile file = find(actor.subject(), fileId);
    try {
      store.delete(file.key(tenantId));
    } catch (IOException e) {
      LOG.warnf("file not deleted: id=%s cause=%s", fileId, e.getMessage());
      throw unavailable();
    }
    register.delete(actor, file);
  }

  /** What is too old or was never finished goes: the bytes first, then what is known of them. */
  @Scheduled(
      every = "${kefu.file.sweep:10m}",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    Instant now = clock.instant();
    for (FileRegister.Stale stale : register.stale(now, now.minus(config.orphanAge()))) {
      clear(stale.tenantId(), stale.fileId());
    }
  }

  private boolean clear(String tenantId, UUID fileId) {
    try {
      store.delete(tenantId + "/" + fileId);
      register.delete(tenantId, fileId);
      return true;
    } catch (IOException e) {
      LOG.warnf("file not cleared away, later again: id=%s cause=%s", fileId, e.getMessage());
      return false;
    }
  }

  private long copy(InputStream content, OutputStream out, MessageDigest digest)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long size = 0;
    int read = content.read(chunk);
    while (read >= 0) {
      size += read;
      if (size > config.maxBytes()) {
        throw new ProblemException(
            413, "file_too_large", "A file may have " + config.maxBytes() + " bytes.");
      }
      digest.update(chunk, 0, read);
      out.write(chunk, 0, read);
      read = content.read(chunk);
    }
    return size;
  }

  private Path spool() throws IOException {
    if (config.spool().isEmpty()) {
      return Files.createTempFile("kefu-upload-", ".part");
    }
    Path folder = Path.of(config.spool().get());
    Files.createDirectories(folder);
    return Files.createTempFile(folder, "kefu-upload-", ".part");
  }

  private static void remove(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.debugf("left behind: %s", file);
      }
    }
  }

  /** The last part of a path, without anything that a header or a shell could misread. */
  static String safe(String name) {
    String last =
        name == null
            ? ""
            : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\"<>|:*?]", "_").strip();
    if (clean.isEmpty() || clean.chars().allMatch(c -> c == '.')) {
      return "file";
    }
    return clean.length() <= MAX_NAME ? clean : clean.substring(clean.length() - MAX_NAME);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static ProblemException missing() {
    return new ProblemException(404, "file_not_found", "There is no such file.");
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        503, "files_unavailable", "Files cannot be served now; try again.", COME_BACK);
  }

  @PreDestroy
  void close() throws Exception {
    if (store instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
