package io.kefu.gateway.file;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of uploaded files. */
@ConfigMapping(prefix = "kefu.file")
public interface FileConfig {

  /** Largest file in bytes; {@code quarkus.http.limits.max-body-size} must allow it. */
  @WithDefault("10000000")
  long maxBytes();

  /** Types that are taken in, by what the bytes are and not by what they are called. */
  @WithDefault(
      "image/png,image/jpeg,image/gif,image/webp,image/bmp,application/pdf,text/plain,text/csv,"
          + "text/markdown,application/zip,application/gzip,application/json,"
          + "application/msword,application/vnd.ms-excel,application/vnd.ms-powerpoint,"
          + "application/x-tika-msoffice,"
          + "application/vnd.openxmlformats-officedocument.wordprocessingml.document,"
          + "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,"
          + "application/vnd.openxmlformats-officedocument.presentationml.presentation,"
          + "application/x-tika-ooxml,image/vnd.dwg,audio/mpeg,audio/amr,audio/x-wav,audio/vnd.wave,"
          + "video/mp4,video/quicktime,application/x-7z-compressed,application/x-rar-compressed")
  List<String> allowedTypes();

  /** Folder for uploads that are not checked yet; the system's temporary folder if absent. */
  Optional<String> spool();

  /** Where files are kept: {@code folder} or {@code s3}. */
  @WithDefault("folder")
  String store();

  /** A file is deleted so long after it came. */
  @WithDefault("365d")
  Duration retention();

  /** An upload that was not finished by then is cleared away. */
  @WithDefault("1h")
  Duration orphanAge();

  /** The folder store. */
  Folder folder();

  /** The S3 store. */
  S3 s3();

  /** The virus scanner. */
  Antivirus antivirus();

  /** Settings of the folder store. */
  interface Folder {

    /** Where the files are; replicas must share it. */
    @WithDefault("data/files")
    String path();
  }

  /** Settings of the S3 store. */
  interface S3 {

    /** Address of the service; Amazon's own if absent. */
    Optional<String> endpoint();

    /** Region. */
    @WithDefault("us-east-1")
    String region();

    /** Bucket; must exist. */
    @WithDefault("kefu-files")
    String bucket();

    /** Access key; the SDK's usual places if absent. */
    Optional<String> accessKey();

    /** Secret key. */
    Optional<String> secretKey();

    /** Bucket in the path instead of the host name, as most services besides Amazon's want it. */
    @WithDefault("true")
    boolean pathStyle();

    /** Server-side encryption: {@code AES256}, {@code aws:kms} or {@code none}. */
    @WithDefault("AES256")
    String serverSideEncryption();
  }

  /** Settings of the virus scanner (clamd). */
  interface Antivirus {

    /** Whether files are scanned; then none is taken in while the scanner is away. */
    @WithDefault("false")
    boolean enabled();

    /** Host of clamd. */
    @WithDefault("localhost")
    String host();

    /** Port of clamd. */
    @WithDefault("3310")
    int port();

    /** How long a scan may take. */
    @WithDefault("30s")
    Duration timeout();
  }
}
