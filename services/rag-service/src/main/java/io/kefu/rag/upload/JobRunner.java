package io.kefu.rag.upload;

import io.kefu.rag.extract.FileKind;
import io.kefu.rag.ingest.DocumentFormat;
import io.kefu.rag.ingest.DocumentParser;
import io.kefu.rag.ingest.Ingestion;
import io.kefu.rag.ingest.Progress;
import io.kefu.rag.store.Precondition;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Works jobs off: fetch the file, read its text in a process of its own, parse, embed, publish. A
 * job belongs to this worker as long as it renews the lease; a job that was cancelled or taken over
 * ends here at its next step, and the publishing transaction is the last word. A worker that dies
 * leaves its job to whoever finds the lease run out.
 */
@ApplicationScoped
public class JobRunner {

  private static final Logger LOG = Logger.getLogger(JobRunner.class);
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MODEL_RETRY = Duration.ofSeconds(20);

  /** Share of the bar that belongs to reading the file. */
  private static final int READ_PERCENT = 20;

  private static final int EMBEDDED_PERCENT = 95;

  private final JobStore jobs;
  private final JobFiles files;
  private final FileReading reading;
  private final Ingestion ingestion;
  private final UploadConfig config;
  private final ThreadPoolExecutor threads;
  private volatile boolean closing;

  /** Starts no thread before there is work. */
  public JobRunner(
      JobStore jobs,
      JobFiles files,
      FileReading reading,
      Ingestion ingestion,
      UploadConfig config) {
    this.jobs = jobs;
    this.files = files;
    this.reading = reading;
    this.ingestion = ingestion;
    this.config = config;
    this.threads =
        new ThreadPoolExecutor(
            0,
            config.workers(),
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("ingest-", 0).daemon().factory());
  }

  /** Looks for work now; returns at once. */
  @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public void wake() {
    try {
      threads.execute(this::drain);
    } catch (RejectedExecutionException e) {
      LOG.debug("every worker is busy; it looks for more when it is done");
    }
  }

  private void drain() {
    try {
      boolean found = true;
      while (found && !closing) {
        UUID owner = UUID.randomUUID();
        Optional<Job> job = jobs.claim(owner, config.lease()).await().atMost(DATABASE_TIMEOUT);
        job.ifPresent(claimed -> work(claimed, owner));
        found = job.isPresent();
      }
    } catch (RuntimeException e) {
      LOG.warnf("looking for uploaded files failed, trying again: %s", e.toString());
    }
  }

  private void work(Job job, UUID owner) {
    Path folder = null;
    try {
      if (job.attempts() > config.maxAttempts()) {
        fail(job, owner, "worker_lost", "Taking it in broke down repeatedly; split the file.");
        return;
      }
      folder = Files.createTempDirectory("kefu-ingest");
      Path file = folder.resolve("upload");
      if (files.copyTo(job.ref().tenantId(), job.jobId(), file) != job.fileBytes()) {
        fail(job, owner, "upload_incomplete", "The file did not arrive whole; send it again.");
        return;
      }
      renew(job, owner, Job.Stage.READING, 5);
      switch (reading.read(
          job.kind(), file, folder, () -> renew(job, owner, Job.Stage.READING, 10))) {
        case FileReading.Outcome.Rejected rejected ->
            jobs.fail(job, owner, rejected.code(), rejected.detail(), rejected.faults())
                .await()
                .atMost(DATABASE_TIMEOUT);
        case FileReading.Outcome.Text text -> ingest(job, owner, text.content());
      }
    } catch (Progress.Stopped e) {
      LOG.debugf("job %s was ended by somebody else, or by a shutdown", job.jobId());
      if (closing) {
        putBack(job, owner, Duration.ZERO);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warnf("job %s broke off, it is tried again: %s", job.jobId(), e.toString());
      putBack(job, owner, MODEL_RETRY);
    } finally {
      delete(folder);
    }
  }

  private void ingest(Job job, UUID owner, String text) {
    renew(job, owner, Job.Stage.EMBEDDING, READ_PERCENT);
    Ingestion.Source source =
        new Ingestion.Source(
            job.name(),
            job.kind().name(),
            parsedAs(job.kind(), text),
            text,
            Optional.ofNullable(job.author()));
    Progress progress =
        (done, total) ->
            renew(
                job,
                owner,
                Job.Stage.EMBEDDING,
                READ_PERCENT + (EMBEDDED_PERCENT - READ_PERCENT) * done / Math.max(1, total));
    switch (ingestion.put(job.ref(), source, Precondition.job(job.jobId(), owner), progress)) {
      case Ingestion.Outcome.Visible visible -> {}
      case Ingestion.Outcome.Unusable unusable ->
          jobs.fail(
                  job,
                  owner,
                  "document_unusable",
                  "Correct the places listed under errors; the document was not changed.",
                  unusable.faults())
              .await()
              .atMost(DATABASE_TIMEOUT);
      case Ingestion.Outcome.NotNow notNow -> putBack(job, owner, MODEL_RETRY);
      case Ingestion.Outcome.Refused refused ->
          fail(job, owner, "id_taken", "An entry has this id; give the document another one.");
    }
  }

  private static DocumentFormat parsedAs(FileKind kind, String text) {
    return switch (kind) {
      case CSV -> DocumentFormat.CSV;
      case TXT -> DocumentFormat.TXT;
      case XLSX, DOCX, HTML ->
          DocumentParser.startsAsTable(text) ? DocumentFormat.CSV : DocumentFormat.MD;
      case MD, PDF, IMAGE -> DocumentFormat.MD;
    };
  }

  private void renew(Job job, UUID owner, Job.Stage stage, int progress) {
    boolean own =
        jobs.renew(job, owner, stage, progress, config.lease()).await().atMost(DATABASE_TIMEOUT);
    if (!own || closing) {
      throw new Progress.Stopped();
    }
  }

  private void fail(Job job, UUID owner, String code, String detail) {
    jobs.fail(job, owner, code, detail, List.of()).await().atMost(DATABASE_TIMEOUT);
  }

  private void putBack(Job job, UUID owner, Duration wait) {
    try {
      jobs.putBack(job, owner, wait).await().atMost(DATABASE_TIMEOUT);
    } catch (RuntimeException e) {
      LOG.warnf("job %s waits for its lease to run out: %s", job.jobId(), e.toString());
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warnf("could not delete a temporary folder: %s", e.getMessage());
    }
  }

  @PreDestroy
  void close() {
    closing = true;
    threads.shutdownNow();
  }
}
