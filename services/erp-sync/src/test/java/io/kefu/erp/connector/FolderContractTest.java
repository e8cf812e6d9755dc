package io.kefu.erp.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.ConnectorSettings.Field;
import io.kefu.erp.connector.folder.FolderConnector;
import io.kefu.erp.connector.folder.FolderSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in a folder, in the encoding that Chinese spreadsheets write. */
class FolderContractTest extends ConnectorContract {

  @TempDir Path path;

  @Override
  Behind behind() {
    return new Folder(path);
  }

  @Test
  void aBadLineIsToldAndHoldsUpNoOther() throws Exception {
    Folder folder = new Folder(path);
    ErpConnector connector = folder.connector();
    folder.drop(
        "customers-1.csv",
        "khid,name,mobile\r\n"
            + "K1,甲,1\r\n"
            + ",没有编号,2\r\n"
            + "K3,少一列\r\n"
            + "K4,\"没有结束\r\n"
            + "K5,\"乙,\"\"好\"\"\n"
            + "公司\",5\r\n");
    assertThat(connector.hasNews()).isTrue();

    List<ErpRecord> records = connector.list(Optional.empty()).records();

    assertThat(records).extracting(ErpRecord::erpId).containsExactlyInAnyOrder("K1", "K5");
    assertThat(connector.get("K5").orElseThrow().fields()).containsEntry("name", "乙,\"好\"\n公司");
    assertThat(connector.hasNews()).isFalse();
    assertThat(path.resolve("done/customers-1.csv")).exists();
    assertThat(results("customers-1.csv"))
        .hasSize(6)
        .contains("2,ok,", "3,error,column khid is empty or too long")
        .contains("4,error,2 cells instead of 3", "5,error,a quote is not closed", "6,ok,");
  }

  @Test
  void whatASpreadsheetDidToTheFileIsToldOrBorne() throws Exception {
    Folder folder = new Folder(path);
    ErpConnector connector = folder.connector();
    folder.drop(
        "customers-1.csv",
        "\uFEFFkhid , name,mobile,,\n"
            + "K1,甲,13800000000,,\n"
            + "K2,乙,1.38E+10,,\n"
            + "\n"
            + ",,,,\n"
            + "K3,丙\u0000丙,,,");
    folder.drop("customers-2.csv", "khid,name,name\nK4,丁,戊\n");
    folder.drop("customers-3.csv", "");
    Files.createDirectory(path.resolve("in/customers-4.csv"));
    Files.write(path.resolve("in/customers-5.csv"), new byte[] {(byte) 0xFF, (byte) 0xFF, '\n'});

    List<ErpRecord> records = connector.list(Optional.empty()).records();

    assertThat(records).extracting(ErpRecord::erpId).containsExactlyInAnyOrder("K1", "K3");
    assertThat(connector.get("K3").orElseThrow().fields()).containsEntry("name", "丙丙");
    assertThat(results("customers-1.csv"))
        .contains("2,ok,", "6,ok,")
        .contains(
            "3,error,column mobile: a spreadsheet has rounded this number; make the column text")
        .contains("5,error,column khid is empty or too long");
    assertThat(results("customers-2.csv")).contains("1,error,column name is there twice");
    assertThat(results("customers-3.csv"))
        .contains("1,error,there is no line with the columns' names");
    assertThat(results("customers-5.csv")).contains("1,error,the file is not in GB18030");
    assertThat(connector.hasNews()).isFalse();
  }

  private List<String> results(String file) throws IOException {
    return Files.readAllLines(
        path.resolve("done").resolve(file + ".results.csv"), Charset.forName("GB18030"));
  }

  @Test
  void aFileThatIsStillWrittenWaits() throws Exception {
    Folder folder = new Folder(path);
    ErpConnector connector = folder.connector();
    folder.drop("customers-1.csv.part", "khid,name\r\nK1,甲\r\n");
    folder.drop(".customers-2.csv", "khid,name\r\nK2,乙\r\n");

    assertThat(connector.hasNews()).isFalse();
    assertThat(connector.list(Optional.empty()).records()).isEmpty();
  }

  @Test
  void whatWeTellIsInOneCompleteFileEach() throws Exception {
    ErpConnector connector = new Folder(path).connector();

    connector.create("WXc1", Map.of("name", "甲,公司", "phone", "13800000000"));

    try (Stream<Path> files = Files.list(path.resolve("out"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().getFileName().toString()).matches("customers-.*\\.csv");
      assertThat(Files.readString(all.getFirst(), Charset.forName("GB18030")))
          .isEqualTo("khid,name,mobile\r\nWXc1,\"甲,公司\",13800000000\r\n");
    }
  }

  private static final class Folder implements ConnectorContract.Behind {

    private final Path path;
    private int files;

    Folder(Path path) {
      this.path = path;
    }

    @Override
    public ErpConnector connector() {
      return new FolderConnector(
          new ConnectorSettings(
              "demo",
              "folder",
              null,
              null,
              null,
              null,
              null,
              0,
              0,
              10,
              List.of(
                  new Field("name", "name", null, null, 20),
                  new Field("phone", "mobile", null, null, 50),
                  new Field("email", "email", null, null, 50),
                  new Field("value", "jz", null, Map.of("high", "高"), 0)),
              null,
              Map.of(
                  ErpLookupKind.ORDER,
                  new LookupSettings(
                      "order",
                      null,
                      null,
                      null,
                      List.of("number"),
                      "title",
                      null,
                      null,
                      "khid",
                      null)),
              null,
              null,
              new FolderSettings(path, "khid", null, "GB18030", null, Duration.ZERO)),
          new ObjectMapper(),
          Clock.systemUTC());
    }

    void drop(String name, String text) throws IOException {
      Files.createDirectories(path.resolve("in"));
      Files.writeString(path.resolve("in").resolve(name), text, Charset.forName("GB18030"));
    }

    private void read() {
      connector().list(Optional.empty());
    }

    @Override
    public String addCustomer(String number, Map<String, String> fields) throws IOException {
      drop(
          "customers-%03d.csv".formatted(++files),
          "khid,name,mobile\r\n%s,%s,%s\r\n"
              .formatted(number, fields.get("name"), fields.getOrDefault("phone", "")));
      read();
      return number;
    }

    @Override
    public void addOrder(String erpId, String number, String title) throws IOException {
      drop(
          "orders-%03d.csv".formatted(++files),
          "khid,number,title\r\n%s,%s,%s\r\n".formatted(erpId, number, title));
      read();
    }

    @Override
    public void close() {
      try {
        Files.createDirectories(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
