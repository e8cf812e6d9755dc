package io.kefu.rag.extract;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells what a file is by its content, whatever its name says. Reads it once from front to back and
 * unpacks nothing, so no file can hurt it. Pure but for the reading.
 */
public final class FileMagic {

  /** What a content turned out to be. */
  public sealed interface Found {

    /** A kind with a signature of its own. */
    record Kind(FileKind kind) implements Found {}

    /** Text; its name says which. */
    record Text() implements Found {}

    /** Something that is not taken in. */
    record Unsupported(String message) implements Found {}
  }

  private static final int HEAD = 8_192;
  private static final byte[] WORD = "word/document.xml".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EXCEL = "xl/workbook.xml".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SLIDES = "ppt/presentation.xml".getBytes(StandardCharsets.US_ASCII);
  private static final String OPEN_DOCUMENT = "mimetypeapplication/vnd.oasis.opendocument";

  private FileMagic() {}

  /** Looks at a file. */
  public static Found of(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    String start = new String(head, StandardCharsets.ISO_8859_1);
    if (head.length == 0) {
      return new Found.Unsupported("The file is empty.");
    }
    if (start.startsWith("PK\u0003\u0004")) {
      return start.contains(OPEN_DOCUMENT)
          ? new Found.Unsupported("It is an OpenDocument file; save it as .docx or .xlsx.")
          : zip(file);
    }
    if (start.startsWith("\u00D0\u00CF\u0011\u00E0")) {
      return new Found.Unsupported(
          "It is an Office file of the old kind (.doc, .xls, .ppt) or one with a password; save it as"
              + " .docx, .xlsx or .pdf without a password.");
    }
    if (start.substring(0, Math.min(1_024, start.length())).contains("%PDF-")) {
      return new Found.Kind(FileKind.PDF);
    }
    if (isImage(start)) {
      return new Found.Kind(FileKind.IMAGE);
    }
    boolean wide = start.startsWith("\u00FF\u00FE") || start.startsWith("\u00FE\u00FF");
    if (!wide && start.indexOf('\0') >= 0) {
      return new Found.Unsupported("It is no file that can be read here.");
    }
    return new Found.Text();
  }

  private static boolean isImage(String start) {
    boolean webp = start.startsWith("RIFF") && start.length() > 12 && start.startsWith("WEBP", 8);
    return webp
        || start.startsWith("\u0089PNG\r\n")
        || start.startsWith("\u00FF\u00D8\u00FF")
        || start.startsWith("II*\0")
        || start.startsWith("MM\0*")
        || (start.startsWith("BM") && start.indexOf('\0') >= 0);
  }

  /** The names in an archive stand in it unpacked. */
  private static Found zip(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      int word = 0;
      int excel = 0;
      int slides = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        word = advance(WORD, word, next);
        excel = advance(EXCEL, excel, next);
        slides = advance(SLIDES, slides, next);
        if (word == WORD.length) {
          return new Found.Kind(FileKind.DOCX);
        }
        if (excel == EXCEL.length) {
          return new Found.Kind(FileKind.XLSX);
        }
        if (slides == SLIDES.length) {
          return new Found.Unsupported("It is a presentation; save it as .pdf or .docx.");
        }
      }
    }
    return new Found.Unsupported("It is an archive; send its files one by one.");
  }

  private static int advance(byte[] wanted, int matched, int next) {
    if (wanted[matched] == next) {
      return matched + 1;
    }
    return wanted[0] == next ? 1 : 0;
  }
}
