package io.kefu.rag.upload;

import io.kefu.rag.extract.FileKind;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import io.kefu.rag.store.DocumentRef;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An uploaded file on its way into the knowledge base.
 *
 * @param ref document it becomes
 * @param jobId id
 * @param name name of the document
 * @param kind kind of file
 * @param fileBytes its size
 * @param author who sent it; null when unknown
 * @param state state
 * @param stage what is being done
 * @param progress 0 to 100
 * @param attempts how often it was begun
 * @param version version it became; null until then
 * @param entries entries it became; null until then
 * @param errorCode why it failed; null otherwise
 * @param errorDetail what to do about it; null otherwise
 * @param faults places in the file that must be corrected
 * @param createdAt when it was sent
 * @param updatedAt last sign of life
 */
public record Job(
    DocumentRef ref,
    UUID jobId,
    String name,
    FileKind kind,
    long fileBytes,
    String author,
    State state,
    Stage stage,
    int progress,
    int attempts,
    Long version,
    Integer entries,
    String errorCode,
    String errorDetail,
    List<Fault> faults,
    Instant createdAt,
    Instant updatedAt) {

  /** Where a job stands. */
  public enum State {
    /** Waits for a worker. */
    QUEUED,
    /** A worker is at it. */
    RUNNING,
    /** The document can be searched. */
    DONE,
    /** The file cannot be used; nothing was changed. */
    FAILED,
    /** Ended by a person, or by a newer upload or the deletion of the document. */
    CANCELLED;

    /** Whether nothing happens any more. */
    public boolean isOver() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }
  }

  /** What is being done. */
  public enum Stage {
    /** The file is stored. */
    RECEIVED,
    /** Its text is being read. */
    READING,
    /** Its passages get their vectors. */
    EMBEDDING,
    /** It can be searched. */
    DONE
  }
}
