package io.kefu.rag.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/** Reads the text of PDF files page by page; {@link PdfText} makes paragraphs of its lines. */
final class PdfExtractor implements Extractor {

  @Override
  public String extract(Path file, Limits limits) throws IOException, RejectedFile {
    try (PDDocument document =
        Loader.loadPDF(file.toFile(), "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
      int pages = document.getNumberOfPages();
      if (pages > limits.pages()) {
        throw new RejectedFile(
            "too_many_pages",
            "It has " + pages + " pages; at most " + limits.pages() + " are taken: split it.");
      }
      PdfPieces pieces = new PdfPieces();
      List<List<String>> lines = new ArrayList<>();
      int characters = 0;
      for (int page = 1; page <= pages; page++) {
        List<String> read = PdfColumns.read(pieces.page(document, page));
        characters += read.stream().mapToInt(String::length).sum();
        if (characters > limits.characters()) {
          throw new RejectedFile(
              "file_too_long",
              "It has more than " + limits.characters() + " characters of text; split it.");
        }
        lines.add(read);
      }
      String text = PdfText.of(lines);
      if (text.isBlank()) {
        throw new RejectedFile(
            "no_text",
            "Its pages are pictures without text; run it through text recognition (OCR) and send it"
                + " again, or send its pages as pictures.");
      }
      return text;
    } catch (InvalidPasswordException e) {
      throw new RejectedFile(
          "password_protected", "It is protected by a password; save it without one.");
    }
  }
}
