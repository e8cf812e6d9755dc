package io.kefu.rag.upload;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.rag.extract.FileKind;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import io.kefu.rag.store.DocumentRef;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Jobs in PostgreSQL. A worker claims the oldest open one for the length of a lease and renews it;
 * every change it makes holds only while the job is still its own. Ending by success happens in the
 * transaction that makes the document visible (see the document store).
 */
@ApplicationScoped
public class JobStore {

  private static final String COLUMNS =
      "tenant_id, job_id, knowledge_base_id, document_id, name, file_format, file_bytes, author,"
          + " state, stage, progress, attempts, version, entries, error_code, error_detail,"
          + " error_places, error_messages, created_at, updated_at";

  private final TenantScope tenants;
  private final Clock clock;

  /** Uses the service's pool. */
  public JobStore(TenantScope tenants, Clock clock) {
    this.tenants = tenants;
    this.clock = clock;
  }

  /**
   * Adds a job and ends the earlier ones of its document. Nobody claims it before {@link #release},
   * or before the lease runs out: by then a file that is not whole shows that its sender is gone.
   *
   * @return false when the tenant has too many open jobs
   */
  Uni<Boolean> add(Job job, String fileHash, Duration lease, int maxOpen) {
    Tuple row =
        Tuple.tuple(
                new ArrayList<>(
                    List.of(
                        job.ref().tenantId(),
                        job.jobId(),
                        job.ref().knowledgeBaseId(),
                        job.ref().documentId(),
                        job.name(),
                        job.kind().name(),
                        job.fileBytes(),
                        fileHash)))
            .addString(job.author())
            .addOffsetDateTime(now().plus(lease))
            .addOffsetDateTime(now());
    return tenants.inTransaction(
        job.ref().tenantId(),
        connection ->
            connection
                .preparedQuery(
                    "SELECT count(*) AS open FROM ingest_jobs WHERE tenant_id = $1"
                        + " AND state IN ('QUEUED', 'RUNNING')")
                .execute(Tuple.of(job.ref().tenantId()))
                .chain(
                    counted -> {
                      if (counted.iterator().next().getLong("open") >= maxOpen) {
                        return Uni.createFrom().item(false);
                      }
                      return connection
                          .preparedQuery(
                              "WITH ended AS (UPDATE ingest_jobs SET state = 'CANCELLED',"
                                  + " error_detail = 'A newer file of this document was sent.',"
                                  + " updated_at = $4 WHERE tenant_id = $1"
                                  + " AND knowledge_base_id = $2 AND document_id = $3"
                                  + " AND state IN ('QUEUED', 'RUNNING') RETURNING job_id)"
                                  + " DELETE FROM ingest_files f USING ended"
                                  + " WHERE f.tenant_id = $1 AND f.job_id = ended.job_id")
                          .execute(
                              Tuple.of(
                                  job.ref().tenantId(),
                                  job.ref().knowledgeBaseId(),
                                  job.ref().documentId(),
                                  now()))
                          .chain(
                              () ->
                                  connection
                                      .preparedQuery(
                                          "INSERT INTO ingest_jobs (tenant_id, job_id,"
                                              + " knowledge_base_id, document_id, name,"
                                              + " file_format, file_bytes, file_hash, author,"
                                              + " lease_until, state, stage, created_at,"
                                              + " updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7,"
                                              + " $8, $9, $10, 'QUEUED', 'RECEIVED', $11, $11)")
                                      .execute(row))
                          .replaceWith(true);
                    }));
  }

  /** Gives an added job, whose file is whole, to the workers. */
  Uni<Void> release(String tenantId, UUID jobId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "UPDATE ingest_jobs SET lease_until = NULL"
                        + " WHERE tenant_id = $1 AND job_id = $2 AND state = 'QUEUED'")
                .execute(Tuple.of(tenantId, jobId))
                .replaceWithVoid());
  }

  /** Takes the oldest job that nobody works on, for a while. */
  Uni<Optional<Job>> claim(UUID owner, Duration lease) {
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(
                    "UPDATE ingest_jobs SET state = 'RUNNING', stage = 'READING', progress = 0,"
                        + " owner = $1, lease_until = $2, updated_at = $3, attempts = attempts + 1"
                        + " WHERE (tenant_id, job_id) = (SELECT tenant_id, job_id FROM ingest_jobs"
                        + " WHERE state IN ('QUEUED', 'RUNNING')"
                        + " AND (lease_until IS NULL OR lease_until < $3)"
                        + " ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING "
                        + COLUMNS)
                .execute(Tuple.of(owner, now().plus(lease), now()))
                .map(rows -> jobs(rows).stream().findFirst()));
  }

  /** Says that a worker is alive and how far it is; false when the job is no longer its own. */
  Uni<Boolean> renew(Job job, UUID owner, Job.Stage stage, int progress, Duration lease) {
    return tenants.inTransaction(
        job.ref().tenantId(),
        connection ->
            connection
                .preparedQuery(
                    "UPDATE ingest_jobs SET stage = $4, progress = $5, lease_until = $6,"
                        + " updated_at = $7 WHERE tenant_id = $1 AND job_id = $2 AND owner = $3"
                        + " AND state = 'RUNNING'")
                .execute(
                    Tuple.of(job.ref().tenantId(), job.jobId(), owner, stage.name(), progress)
                        .addOffsetDateTime(now().plus(lease))
                        .addOffsetDateTime(now()))
                .map(rows -> rows.rowCount() > 0));
  }

  /** Puts a job back to where others, or a later time, can take it up. */
  Uni<Void> putBack(Job job, UUID owner, Duration wait) {
    return tenants.inTransaction(
        job.ref().tenantId(),
        connection ->
            connection
                .preparedQuery(
                    "UPDATE ingest_jobs SET state = 'QUEUED', owner = NULL, lease_until = $4,"
                        + " updated_at = $5 WHERE tenant_id = $1 AND job_id = $2 AND owner = $3"
                        + " AND state = 'RUNNING'")
                .execute(
                    Tuple.of(job.ref().tenantId(), job.jobId(), owner, now().plus(wait), now()))
                .replaceWithVoid());
  }

  /** Ends a job without success; nothing of its document was changed. */
  Uni<Void> fail(Job job, UUID owner, String code, String detail, List<Fault> faults) {
    return tenants.inTransaction(
        job.ref().tenantId(),
        connection ->
            connection
                .preparedQuery(
                    "UPDATE ingest_jobs SET state = 'FAILED', error_code = $4, error_detail = $5,"
                        + " error_places = $6, error_messages = $7, updated_at = $8"
                        + " WHERE tenant_id = $1 AND job_id = $2 AND owner = $3"
                        + " AND state = 'RUNNING'")
                .execute(
                    Tuple.of(job.ref().tenantId(), job.jobId(), owner, code, detail)
                        .addArrayOfString(faults.stream().map(Fault::place).toArray(String[]::new))
                        .addArrayOfString(
                            faults.stream().map(Fault::message).toArray(String[]::new))
                        .addOffsetDateTime(now()))
                .chain(
                    () ->
                        connection
                            .preparedQuery(
                                "DELETE FROM ingest_files WHERE tenant_id = $1 AND job_id = $2")
                            .execute(Tuple.of(job.ref().tenantId(), job.jobId())))
                .replaceWithVoid());
  }

  /** Ends a job that is not over; nothing when there is no such job. */
  Uni<Optional<Job>> cancel(String tenantId, UUID jobId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "UPDATE ingest_jobs SET state = 'CANCELLED', error_detail = 'Cancelled.',"
                        + " updated_at = $3 WHERE tenant_id = $1 AND job_id = $2"
                        + " AND state IN ('QUEUED', 'RUNNING')")
                .execute(Tuple.of(tenantId, jobId, now()))
                .chain(
                    () ->
                        connection
                            .preparedQuery(
                                "DELETE FROM ingest_files f USING ingest_jobs j"
                                    + " WHERE j.tenant_id = $1 AND j.job_id = $2"
                                    + " AND j.state = 'CANCELLED' AND f.tenant_id = $1"
                                    + " AND f.job_id = $2")
                            .execute(Tuple.of(tenantId, jobId)))
                .chain(
                    () ->
                        connection
                            .preparedQuery(
                                "SELECT "
                                    + COLUMNS
                                    + " FROM ingest_jobs WHERE tenant_id = $1 AND job_id = $2")
                            .execute(Tuple.of(tenantId, jobId)))
                .map(rows -> jobs(rows).stream().findFirst()));
  }

  /** A job. */
  Uni<Optional<Job>> find(String tenantId, UUID jobId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT " + COLUMNS + " FROM ingest_jobs WHERE tenant_id = $1 AND job_id = $2")
                .execute(Tuple.of(tenantId, jobId))
                .map(rows -> jobs(rows).stream().findFirst()));
  }

  /** Jobs of a knowledge base, newest first; ids are in the order of time. */
  Uni<List<Job>> list(String tenantId, String knowledgeBaseId, UUID before, int limit) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM ingest_jobs WHERE tenant_id = $1 AND knowledge_base_id = $2"
                        + " AND ($3::uuid IS NULL OR job_id < $3) ORDER BY job_id DESC LIMIT $4")
                .execute(Tuple.of(tenantId, knowledgeBaseId, before, limit))
                .map(JobStore::jobs));
  }

  private static List<Job> jobs(RowSet<Row> rows) {
    List<Job> jobs = new ArrayList<>();
    for (Row row : rows) {
      String[] places = row.getArrayOfStrings("error_places");
      String[] messages = row.getArrayOfStrings("error_messages");
      List<Fault> faults = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        faults.add(new Fault(places[i], messages[i]));
      }
      jobs.add(
          new Job(
              new DocumentRef(
                  row.getString("tenant_id"),
                  row.getString("knowledge_base_id"),
                  row.getString("document_id")),
              row.getUUID("job_id"),
              row.getString("name"),
              FileKind.valueOf(row.getString("file_format")),
              row.getLong("file_bytes"),
              row.getString("author"),
              Job.State.valueOf(row.getString("state")),
              Job.Stage.valueOf(row.getString("stage")),
              row.getInteger("progress"),
              row.getInteger("attempts"),
              row.getLong("version"),
              row.getInteger("entries"),
              row.getString("error_code"),
              row.getString("error_detail"),
              faults,
              row.getOffsetDateTime("created_at").toInstant(),
              row.getOffsetDateTime("updated_at").toInstant()));
    }
    return jobs;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
