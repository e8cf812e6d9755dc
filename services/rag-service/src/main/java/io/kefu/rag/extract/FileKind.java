package io.kefu.rag.extract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Kinds of files that can be taken in, and the endings their names may have. */
public enum FileKind {
  /** Markdown. */
  MD("md", "markdown"),
  /** Table of questions and answers as text. */
  CSV("csv", "tsv"),
  /** Plain text. */
  TXT("txt"),
  /** Web page. */
  HTML("html", "htm"),
  /** Excel workbook. */
  XLSX("xlsx"),
  /** Word document. */
  DOCX("docx"),
  /** PDF. */
  PDF("pdf"),
  /** Picture with text in it. */
  IMAGE("png", "jpg", "jpeg", "bmp", "webp", "tif", "tiff");

  private final Set<String> endings;

  FileKind(String... endings) {
    this.endings = Set.of(endings);
  }

  /** Whether it is text already, without anything to unpack. */
  public boolean isText() {
    return this == MD || this == CSV || this == TXT;
  }

  /** The kind a file's name promises. */
  public static Optional<FileKind> named(String fileName) {
    String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(kind -> kind.endings.contains(ending)).findFirst();
  }
}
