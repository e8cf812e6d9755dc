package io.kefu.rag.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

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
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setSortByPosition(true);
      List<List<String>> lines = new ArrayList<>();
      int characters = 0;
      for (int page = 1; page <= pages; page++) {
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        String text = stripper.getText(document);
        characters += text.length();
        if (characters > limits.characters()) {
          throw new RejectedFile(
              "file_too_long",
              "It has more than " + limits.characters() + " characters of text; split it.");
        }
        lines.add(text.lines().map(TextBuilder::oneLine).toList());
      }
      String text = PdfText.of(lines);
      if (text.isBlank()) {
        throw new RejectedFile(
            "no_text",
            "Its pages are pictures without text; run it through text recognition (OCR) and send it"
                + " again.");
      }
      return text;
    } catch (InvalidPasswordException e) {
      throw new RejectedFile(
          "password_protected", "It is protected by a password; save it without one.");
    }
  }
}
