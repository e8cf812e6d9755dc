package io.kefu.rag.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kefu.rag.extract.FileKind;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures through the real text recognition of Debian's packages, where they are installed. */
class TesseractTest {

  @TempDir Path folder;

  @BeforeEach
  void recognitionIsInstalled() {
    assumeTrue(
        languages().contains("chi_sim"),
        "needs Debian's tesseract-ocr and tesseract-ocr-chi-sim on the path");
  }

  @Test
  void chineseOfAPictureIsRead() throws IOException {
    Path picture = folder.resolve("upload");
    try (InputStream in = getClass().getResourceAsStream("notice.png")) {
      Files.copy(in, picture);
    }

    FileReading.Outcome read =
        new FileReading(config("tesseract,{file},stdout,-l,chi_sim+eng"))
            .read(FileKind.IMAGE, picture, folder, () -> {});

    assertThat(read)
        .isInstanceOfSatisfying(
            FileReading.Outcome.Text.class,
            text -> assertThat(text.content()).contains("整机质保两年", "E03", "急停按钮"));
  }

  @Test
  void pictureWithoutTextSaysSo() throws IOException {
    Path picture = Files.writeString(folder.resolve("upload"), "no picture at all");

    FileReading.Outcome read =
        new FileReading(config("tesseract,{file},stdout,-l,chi_sim+eng"))
            .read(FileKind.IMAGE, picture, folder, () -> {});

    assertThat(read).isInstanceOf(FileReading.Outcome.Rejected.class);
  }

  private static UploadConfig config(String command) {
    return new SmallRyeConfigBuilder()
        .withMapping(UploadConfig.class)
        .addDiscoveredConverters()
        .withDefaultValue("kefu.rag.upload.ocr-command", command)
        .build()
        .getConfigMapping(UploadConfig.class);
  }

  private static String languages() {
    try {
      Process process = new ProcessBuilder("tesseract", "--list-langs").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
