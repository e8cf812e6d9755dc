package io.kefu.rag.extract;

import io.kefu.rag.extract.Extractor.Limits;
import io.kefu.rag.extract.Extractor.RejectedFile;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Main class of the process that reads one file and ends. Whatever a file does to its reader, it
 * does to this process alone: its memory and its time are limited by the one who started it.
 *
 * <pre>ExtractWorker KIND IN OUT PAGES CHARACTERS UNPACKED_BYTES</pre>
 *
 * Exit code 0: OUT holds the text. {@value REJECTED}: OUT holds a code, in a second line what to
 * do, and then a line for each place to correct: place, tab, what is wrong. Anything else: the
 * reader broke down.
 */
public final class ExtractWorker {

  /** The file cannot be used. */
  public static final int REJECTED = 10;

  private ExtractWorker() {}

  /** Reads the file. */
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[2]);
    Limits limits =
        new Limits(Integer.parseInt(args[3]), Integer.parseInt(args[4]), Long.parseLong(args[5]));
    try {
      String text = extractor(FileKind.valueOf(args[0])).extract(Path.of(args[1]), limits);
      if (text.isBlank()) {
        throw new RejectedFile("no_text", "There is no text in it.");
      }
      Files.writeString(out, text);
    } catch (RejectedFile e) {
      reject(out, e);
    } catch (IOException | RuntimeException e) {
      reject(out, new RejectedFile("file_damaged", "The file cannot be read; save it anew."));
    }
  }

  private static void reject(Path out, RejectedFile rejected) throws IOException {
    StringBuilder text = new StringBuilder(rejected.code() + "\n" + rejected.getMessage());
    for (Fault fault : rejected.faults()) {
      text.append('\n')
          .append(TextBuilder.oneLine(fault.place()))
          .append('\t')
          .append(TextBuilder.oneLine(fault.message()));
    }
    Files.writeString(out, text);
    System.exit(REJECTED);
  }

  private static Extractor extractor(FileKind kind) {
    return switch (kind) {
      case HTML -> new HtmlExtractor();
      case XLSX -> new XlsxExtractor();
      case DOCX -> new DocxExtractor();
      case PDF -> new PdfExtractor();
      case MD, CSV, TXT, IMAGE ->
          throw new IllegalArgumentException("nothing to unpack in " + kind);
    };
  }
}
