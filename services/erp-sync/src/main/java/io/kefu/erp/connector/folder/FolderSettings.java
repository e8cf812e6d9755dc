package io.kefu.erp.connector.folder;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The folder of an ERP that exchanges CSV files, for instance one that an SFTP server shows; a part
 * of {@code connector.yaml}.
 *
 * @param path the folder; {@code in}, {@code out}, {@code done} and {@code state} are made in it
 * @param number column of the customer number, which is the ERP's id as well
 * @param customers how names of files with customers begin
 * @param charset of the files, such as {@code UTF-8} or {@code GB18030}
 * @param separator between columns
 * @param quiet how long a file must have rested before it is read; who renames a finished file into
 *     the folder can set it to zero
 */
public record FolderSettings(
    Path path, String number, String customers, String charset, String separator, Duration quiet) {

  private static final Duration DEFAULT_QUIET = Duration.ofSeconds(10);

  /** Fills in what was left out and refuses what cannot work. */
  public FolderSettings {
    if (path == null || number == null || number.isBlank()) {
      throw new IllegalArgumentException("folder needs path and number");
    }
    customers = customers == null ? "customers" : customers;
    charset = charset == null ? StandardCharsets.UTF_8.name() : charset;
    if (!Charset.isSupported(charset)) {
      throw new IllegalArgumentException("folder: there is no charset " + charset);
    }
    separator = separator == null ? "," : separator;
    if (separator.length() != 1) {
      throw new IllegalArgumentException("folder: separator must be one character");
    }
    quiet = quiet == null ? DEFAULT_QUIET : quiet;
  }
}
