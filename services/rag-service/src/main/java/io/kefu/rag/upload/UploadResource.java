package io.kefu.rag.upload;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.extract.FileKind;
import io.kefu.rag.extract.FileMagic;
import io.kefu.rag.ingest.ContentHash;
import io.kefu.rag.ingest.Ids;
import io.kefu.rag.store.DocumentRef;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** Takes files for the knowledge base. */
@Path("/internal/v1/knowledge-bases/{kb}/documents/{doc}/file")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class UploadResource {

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int MAX_NAME = 200;
  private static final int BUFFER = 1 << 16;

  private final Caller caller;
  private final JobStore jobs;
  private final JobFiles files;
  private final JobRunner runner;
  private final FileReading reading;
  private final UploadConfig config;
  private final Identity identity;
  private final Clock clock;

  /** Serves the caller's tenant. */
  public UploadResource(
      Caller caller,
      JobStore jobs,
      JobFiles files,
      JobRunner runner,
      FileReading reading,
      UploadConfig config,
      Identity identity,
      Clock clock) {
    this.caller = caller;
    this.jobs = jobs;
    this.files = files;
    this.runner = runner;
    this.reading = reading;
    this.config = config;
    this.identity = identity;
    this.clock = clock;
  }

  /** Takes a file, as it is, in the body; answers as soon as it is safe. */
  @PUT
  @Consumes(MediaType.WILDCARD)
  public RestResponse<JobView> upload(
      String kb,
      String doc,
      @QueryParam("filename") String fileName,
      @QueryParam("name") String name,
      @HeaderParam("Content-Length") Long announced,
      InputStream body) {
    DocumentRef ref =
        new DocumentRef(caller.tenantId(), Ids.checked(kb, "kb"), Ids.checked(doc, "doc"));
    if (fileName == null || fileName.isBlank()) {
      throw Ids.invalid("filename", "name the file, with its ending, as a query parameter");
    }
    if (announced != null && announced > config.maxFileBytes()) {
      throw tooLarge();
    }
    String shown = name == null || name.isBlank() ? fileName.strip() : name.strip();
    if (shown.length() > MAX_NAME) {
      throw Ids.invalid("name", "at most " + MAX_NAME + " characters");
    }
    java.nio.file.Path file = null;
    try {
      file = Files.createTempFile("kefu-upload", ".bin");
      String hash = spool(body == null ? InputStream.nullInputStream() : body, file);
      Job job = job(ref, shown, kind(fileName, file), Files.size(file));
      boolean added =
          jobs.add(job, hash, config.lease(), config.maxOpenJobs())
              .await()
              .atMost(DATABASE_TIMEOUT);
      if (!added) {
        throw new ProblemException(
            429,
            "too_many_jobs",
            "At most " + config.maxOpenJobs() + " files wait at a time; wait for some to be done.",
            RETRY);
      }
      files.keep(ref.tenantId(), job.jobId(), file);
      jobs.release(ref.tenantId(), job.jobId()).await().atMost(DATABASE_TIMEOUT);
      runner.wake();
      return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, JobView.of(job))
          .location(URI.create("/internal/v1/jobs/" + job.jobId()))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(file);
    }
  }

  /** Writes the body to a file, counting; gives its hash. */
  private String spool(InputStream body, java.nio.file.Path file) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        size += read;
        // What is too long is read to its end (the HTTP limit bounds it), so that the sender hears.
        if (size <= config.maxFileBytes()) {
          digest.update(buffer, 0, read);
          out.write(buffer, 0, read);
        }
      }
    }
    if (size > config.maxFileBytes()) {
      throw tooLarge();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The content decides; a name that promises something else is an error, not a hint. */
  private FileKind kind(String fileName, java.nio.file.Path file) throws IOException {
    Optional<FileKind> named = FileKind.named(fileName);
    FileKind kind =
        switch (FileMagic.of(file)) {
          case FileMagic.Found.Unsupported unsupported ->
              throw unsupported("unsupported_file", unsupported.message());
          case FileMagic.Found.Kind found -> found.kind();
          case FileMagic.Found.Text text ->
              named
                  .filter(found -> found.isText() || found == FileKind.HTML)
                  .orElseThrow(
                      () ->
                          unsupported(
                              "file_type_mismatch",
                              "It holds text; name it .md, .csv, .txt or .html."));
        };
    if (named.isPresent() && named.get() != kind) {
      throw unsupported(
          "file_type_mismatch",
          "It is called "
              + named.get().name().toLowerCase(Locale.ROOT)
              + " but is "
              + kind.name().toLowerCase(Locale.ROOT)
              + "; send it under its right name.");
    }
    if (kind == FileKind.IMAGE && !reading.readsPictures()) {
      throw unsupported(
          "ocr_unavailable",
          "Pictures need text recognition, which is not set up here"
              + " (kefu.rag.upload.ocr-command).");
    }
    return kind;
  }

  private Job job(DocumentRef ref, String name, FileKind kind, long size) {
    Instant now = clock.instant();
    return new Job(
        ref,
        identity.next(),
        name,
        kind,
        size,
        caller.actor().orElse(null),
        Job.State.QUEUED,
        Job.Stage.RECEIVED,
        0,
        0,
        null,
        null,
        null,
        null,
        List.of(),
        now,
        now);
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        413,
        "file_too_large",
        "A file has at most " + (config.maxFileBytes() >> 20) + " MB; split it.");
  }

  private static ProblemException unsupported(String code, String detail) {
    return new ProblemException(415, code, detail);
  }

  private static void delete(java.nio.file.Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
