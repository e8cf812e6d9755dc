package io.kefu.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRulesTest {

  private static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };

  @TempDir Path folder;

  private final FileType types = new FileType(Set.of("image/png", "text/plain", "text/csv"));

  @Test
  void whatAFileIsIsReadFromItsBytes() throws IOException {
    Path picture = write(PNG);
    Path program = write(new byte[] {'M', 'Z', (byte) 0x90, 0, 3, 0, 0, 0});

    String named = types.detect(picture, "invoice.pdf");
    String disguised = types.detect(program, "photo.png");

    assertThat(types.refuse(named, "image/png")).isEmpty();
    assertThat(types.refuse(named, "application/pdf")).isPresent();
    assertThat(types.refuse(disguised, "image/png")).isPresent();
  }

  @Test
  void textMayBeCalledByItsKind() {
    assertThat(types.refuse("text/plain", "text/csv; charset=utf-8")).isEmpty();
    assertThat(types.refuse("text/plain", "application/octet-stream")).isEmpty();
    assertThat(types.refuse("text/plain", null)).isEmpty();
    assertThat(types.refuse("text/plain", "image/png")).isPresent();
    assertThat(types.refuse("application/x-msdownload", null)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=90-, 90, 10",
    "bytes=-5, 95, 5",
    "bytes=-500, 0, 100",
    "bytes=50-500, 50, 50"
  })
  void aRangeIsCutToTheFile(String header, long from, long length) throws Exception {
    assertThat(ByteRange.of(header, 100)).contains(new ByteRange(from, length));
  }

  @Test
  void rangesThatMeanNothingAreIgnoredAndThoseOutsideRefused() throws Exception {
    assertThat(ByteRange.of(null, 100)).isEmpty();
    assertThat(ByteRange.of("bytes=5-2", 100)).isEmpty();
    assertThat(ByteRange.of("bytes=0-1,4-5", 100)).isEmpty();
    assertThat(ByteRange.of("chapters=1-2", 100)).isEmpty();
    assertThatThrownBy(() -> ByteRange.of("bytes=100-", 100))
        .isInstanceOf(ByteRange.Unsatisfiable.class);
    assertThatThrownBy(() -> ByteRange.of("bytes=-0", 100))
        .isInstanceOf(ByteRange.Unsatisfiable.class);
  }

  @Test
  void namesLoseWhatCouldBeMisread() {
    assertThat(FileShelf.safe("C:\\secret\\报价单.xlsx")).isEqualTo("报价单.xlsx");
    assertThat(FileShelf.safe("../../etc/passwd")).isEqualTo("passwd");
    assertThat(FileShelf.safe("a\r\nSet-Cookie: x\".txt"))
        .doesNotContain("\n")
        .doesNotContain("\"");
    assertThat(FileShelf.safe("..")).isEqualTo("file");
    assertThat(FileShelf.safe(null)).isEqualTo("file");
    assertThat(FileShelf.safe("x".repeat(500))).hasSize(200);
  }

  @Test
  void theFolderKeepsGivesRangesOfAndForgetsFiles() throws IOException {
    FolderStore store = new FolderStore(folder.resolve("store"));
    Path file = write("0123456789".getBytes(StandardCharsets.UTF_8));

    store.put("acme/1", file, "text/plain");

    try (InputStream part = store.read("acme/1", 3, 4)) {
      assertThat(new String(part.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("3456");
    }
    store.delete("acme/1");
    store.delete("acme/1");
    assertThatThrownBy(() -> store.read("acme/1", 0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.read("../x", 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyAPlainOkOfTheScannerMeansClean() throws Exception {
    Path file = write(PNG);

    assertThat(scan("stream: OK\0", file)).isTrue();
    assertThat(scan("stream: Eicar-Test-Signature FOUND\0", file)).isFalse();
    assertThatThrownBy(() -> scan("INSTREAM size limit exceeded. ERROR\0", file))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> scan("", file)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new Antivirus(config(1)).clean(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aScannerThatStopsReadingHoldsNobodyForEver() throws Exception {
    Path file = write(new byte[40_000_000]);
    try (ServerSocket server = new ServerSocket(0)) {
      FileConfig.Antivirus impatient = config(server.getLocalPort(), Duration.ofSeconds(1));
      long begin = System.nanoTime();

      assertThatThrownBy(() -> new Antivirus(impatient).clean(file))
          .isInstanceOf(IOException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
  }

  private static boolean scan(String answer, Path file) throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      Thread clamd =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (Socket socket = server.accept()) {
                      readStream(socket.getInputStream());
                      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                      // The test sees that no answer came.
                    }
                  });
      boolean clean = new Antivirus(config(server.getLocalPort())).clean(file);
      clamd.join(Duration.ofSeconds(5));
      return clean;
    }
  }

  private static void readStream(InputStream in) throws IOException {
    in.readNBytes("zINSTREAM\0".length());
    var data = new java.io.DataInputStream(in);
    int length = data.readInt();
    while (length > 0) {
      data.readNBytes(length);
      length = data.readInt();
    }
  }

  private static FileConfig.Antivirus config(int port) {
    return config(port, Duration.ofSeconds(10));
  }

  private static FileConfig.Antivirus config(int port, Duration timeout) {
    return new FileConfig.Antivirus() {
      @Override
      public boolean enabled() {
        return true;
      }

      @Override
      public String host() {
        return "127.0.0.1";
      }

      @Override
      public int port() {
        return port;
      }

      @Override
      public Duration timeout() {
        return timeout;
      }
    };
  }

  private Path write(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "f", "");
    Files.copy(
        new ByteArrayInputStream(bytes), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return file;
  }
}
