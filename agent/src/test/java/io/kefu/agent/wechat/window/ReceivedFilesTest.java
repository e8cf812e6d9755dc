package io.kefu.agent.wechat.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which saved file is a row's; rather none than another customer's. */
class ReceivedFilesTest {

  /** Files are made before this "now", so only those that are told to be are new. */
  private final Instant now = Instant.now().plus(Duration.ofHours(1));

  @TempDir Path root;
  private Path month;
  private ReceivedFiles received;

  @BeforeEach
  void account() throws IOException {
    month = root.resolve("wxid_a/FileStorage/File").resolve(now.toString().substring(0, 7));
    Files.createDirectories(month);
    received = new ReceivedFiles(List.of(root), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void theOneThatWasJustSavedIsFound() throws IOException {
    Path file = saved("报价 (终稿).pdf");
    saved("报价.pdf");

    assertThat(received.find("报价 (终稿).pdf")).contains(file);
  }

  @Test
  void theOneThatWeChatNumberedIsFoundBesideAnOlderOne() throws IOException {
    older("报价.pdf");
    Path numbered = saved("报价(1).pdf");

    assertThat(received.find("报价.pdf")).contains(numbered);
  }

  @Test
  void twoNewOnesOfOneNameAreNobodys() throws IOException {
    saved("报价.pdf");
    saved("报价(1).pdf");

    assertThat(received.find("报价.pdf")).isEmpty();
  }

  @Test
  void theSameNameInTwoAccountsIsNobodys() throws IOException {
    saved("报价.pdf");
    month = Files.createDirectories(root.resolve("wxid_b/msg/file/" + month.getFileName()));
    saved("报价.pdf");

    assertThat(received.find("报价.pdf")).isEmpty();
  }

  @Test
  void anEarlierMessagesFileIsNotTaken() throws IOException {
    older("报价.pdf");

    assertThat(received.find("报价.pdf")).isEmpty();
  }

  @Test
  void aFileIsOfOneRowAlone() throws IOException {
    received.take(saved("报价.pdf"));

    assertThat(received.find("报价.pdf")).isEmpty();
  }

  @Test
  void linksFoldersAndEmptyFilesAreNone() throws IOException {
    Path elsewhere = Files.writeString(root.resolve("secret.txt"), "x");
    Files.setLastModifiedTime(elsewhere, FileTime.from(now));
    Files.createSymbolicLink(month.resolve("a.txt"), elsewhere);
    Files.setLastModifiedTime(Files.createDirectory(month.resolve("b.txt")), FileTime.from(now));
    Files.setLastModifiedTime(Files.createFile(month.resolve("c.txt")), FileTime.from(now));

    assertThat(received.find("a.txt")).isEmpty();
    assertThat(received.find("b.txt")).isEmpty();
    assertThat(received.find("c.txt")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret.txt", "..\\secret.txt", "C:\\a.txt", "*.pdf", "a?.pdf", "无名", ""})
  void namesThatLeadElsewhereFindNothing(String name) throws IOException {
    saved("a.pdf");

    assertThat(received.find(name)).isEmpty();
    assertThat(ReceivedFiles.name("[文件]" + name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'[文件]\n报价.pdf\n1.2M', 报价.pdf",
    "'[文件] 报价 v1.2.docx', 报价 v1.2.docx",
    "'文件\n报价.pdf', 报价.pdf"
  })
  void theRowNamesItsFile(String row, String name) {
    assertThat(ReceivedFiles.name(row)).contains(name);
  }

  @Test
  void aFolderThatIsNotThereIsNoFault() {
    assertThat(new ReceivedFiles(List.of(root.resolve("none")), Clock.systemUTC()).find("报价.pdf"))
        .isEmpty();
  }

  private Path saved(String name) throws IOException {
    Path file = older(name);
    Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(5)));
    return file;
  }

  private Path older(String name) throws IOException {
    return Files.writeString(month.resolve(name), name);
  }
}
