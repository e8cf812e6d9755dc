package io.kefu.local.backup;

import java.time.Instant;
import java.util.List;

/**
 * What a backup holds. It is written last: a backup without it was cut off and does not count.
 *
 * @param format version of this format
 * @param id of the backup, sorted by time
 * @param createdAt when its snapshot was taken
 * @param server version of PostgreSQL
 * @param schemas schemas with the migration they were at
 * @param tables contents of the tables
 * @param sequences values of the sequences
 * @param files names of the files
 */
record Manifest(
    int format,
    String id,
    Instant createdAt,
    String server,
    List<Schema> schemas,
    List<Table> tables,
    List<Sequence> sequences,
    List<String> files) {

  /** Of this program. */
  static final int FORMAT = 1;

  /**
   * A schema.
   *
   * @param name its name
   * @param version last migration (Flyway)
   */
  record Schema(String name, String version) {}

  /**
   * A table.
   *
   * @param schema its schema
   * @param name its name
   * @param columns columns in the order of the data; generated ones are left out
   * @param partitions partitions with their bounds, as PostgreSQL writes them
   * @param rows number of rows
   * @param bytes size of the data
   * @param sha256 of the data
   * @param objects where the data is, in order
   */
  record Table(
      String schema,
      String name,
      List<String> columns,
      List<Partition> partitions,
      long rows,
      long bytes,
      String sha256,
      List<String> objects) {}

  /** A partition of a table. */
  record Partition(String name, String bound) {}

  /** A sequence. */
  record Sequence(String schema, String name, long value, boolean called) {}
}
