package io.kefu.rag.upload;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Limits of uploaded files, and of the processes that read them. */
@ConfigMapping(prefix = "kefu.rag.upload")
public interface UploadConfig {

  /** Bytes of one file; the HTTP limit of the service must be above it. */
  @WithDefault("20971520")
  long maxFileBytes();

  /** Pages of a PDF, sheets of a workbook. */
  @WithDefault("1000")
  int maxPages();

  /** Characters of text in one file. */
  @WithDefault("3000000")
  int maxCharacters();

  /** Bytes of everything in an Office file, unpacked. */
  @WithDefault("209715200")
  long maxUnpackedBytes();

  /** Time for reading one file, embedding not counted. */
  @WithDefault("90s")
  Duration readTimeout();

  /** Heap of the process that reads a file, in megabytes. */
  @WithDefault("192")
  int readerMegabytes();

  /** Jobs at the same time in this replica; each may have a process of its own for a while. */
  @WithDefault("1")
  int workers();

  /** Open jobs of one tenant; more uploads are refused until some are done. */
  @WithDefault("100")
  int maxOpenJobs();

  /** After this time without a sign of life another worker takes a job over. */
  @WithDefault("30s")
  Duration lease();

  /** How often a job is begun anew after its worker died, before it is given up. */
  @WithDefault("3")
  int maxAttempts();

  /**
   * Command that reads the text of a picture and writes it to its standard output; {@code {file}}
   * stands for the picture. For instance {@code tesseract,{file},stdout,-l,chi_sim+eng}. Without it
   * pictures are refused.
   */
  Optional<List<String>> ocrCommand();
}
