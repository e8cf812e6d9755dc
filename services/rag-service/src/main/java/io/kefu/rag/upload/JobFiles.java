package io.kefu.rag.upload;

import io.kefu.chassis.tenancy.TenantScope;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * The files of open jobs in PostgreSQL, a megabyte a row, so that no more than that of a file is in
 * memory. Blocks the calling thread.
 */
@ApplicationScoped
public class JobFiles {

  private static final int PART_BYTES = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public JobFiles(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** Keeps a file. */
  void keep(String tenantId, UUID jobId, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      int part = 0;
      for (byte[] data = in.readNBytes(PART_BYTES);
          data.length > 0;
          data = in.readNBytes(PART_BYTES)) {
        Tuple row = Tuple.of(tenantId, jobId, part++, Buffer.buffer(data).getDelegate());
        tenants
            .inTransaction(
                tenantId,
                connection ->
                    connection
                        .preparedQuery(
                            "INSERT INTO ingest_files (tenant_id, job_id, part, data)"
                                + " VALUES ($1, $2, $3, $4)")
                        .execute(row))
            .await()
            .atMost(TIMEOUT);
      }
    }
  }

  /** Writes a kept file to the disk; gives the number of bytes that were there. */
  long copyTo(String tenantId, UUID jobId, Path target) throws IOException {
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int part = 0; ; part++) {
        Tuple key = Tuple.of(tenantId, jobId, part);
        RowSet<Row> rows =
            tenants
                .inTransaction(
                    tenantId,
                    connection ->
                        connection
                            .preparedQuery(
                                "SELECT data FROM ingest_files"
                                    + " WHERE tenant_id = $1 AND job_id = $2 AND part = $3")
                            .execute(key))
                .await()
                .atMost(TIMEOUT);
        if (rows.size() == 0) {
          return bytes;
        }
        byte[] data = rows.iterator().next().getBuffer("data").getBytes();
        out.write(data);
        bytes += data.length;
      }
    }
  }
}
