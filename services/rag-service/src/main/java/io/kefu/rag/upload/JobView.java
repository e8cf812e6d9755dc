package io.kefu.rag.upload;

import io.kefu.chassis.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A job.
 *
 * @param jobId id
 * @param knowledgeBaseId knowledge base
 * @param documentId document the file becomes
 * @param name name of the document
 * @param format kind of file
 * @param size bytes of the file
 * @param state queued, running, done, failed or cancelled
 * @param stage received, reading, embedding or done
 * @param progress 0 to 100
 * @param version version the document has because of it; absent before it is done
 * @param entries entries of that version; absent before it is done
 * @param error why it failed; absent otherwise
 * @param createdAt when it was sent
 * @param updatedAt last change
 */
public record JobView(
    UUID jobId,
    String knowledgeBaseId,
    String documentId,
    String name,
    String format,
    long size,
    String state,
    String stage,
    int progress,
    Long version,
    Integer entries,
    JobError error,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * Why a job did not end well.
   *
   * @param code stable code; absent for a cancelled one
   * @param detail what to do
   * @param errors places in the file
   */
  public record JobError(String code, String detail, List<Problem.FieldError> errors) {}

  static JobView of(Job job) {
    JobError error =
        job.errorCode() == null && job.errorDetail() == null
            ? null
            : new JobError(
                job.errorCode(),
                job.errorDetail(),
                job.faults().stream()
                    .map(fault -> new Problem.FieldError(fault.place(), fault.message()))
                    .toList());
    return new JobView(
        job.jobId(),
        job.ref().knowledgeBaseId(),
        job.ref().documentId(),
        job.name(),
        job.kind().name().toLowerCase(Locale.ROOT),
        job.fileBytes(),
        job.state().name().toLowerCase(Locale.ROOT),
        job.stage().name().toLowerCase(Locale.ROOT),
        job.progress(),
        job.version(),
        job.entries(),
        error,
        job.createdAt(),
        job.updatedAt());
  }
}
