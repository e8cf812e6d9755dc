package io.kefu.erp.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorFileTest {

  private static final String GOOD =
      """
      tenant: demo
      connector: zhibang
      dialect: v3
      base_url: https://erp.example.com/
      user: kefu
      password: ${ERP_PASSWORD}
      timeout: PT5S
      calls_per_second: 2
      fields:
        - {ours: name, erp: name, max_length: 100}
        - {ours: value, erp: jz, values: {high: "289"}}
      """;

  @TempDir Path folder;

  @Test
  void readsAFileWithThePasswordFromTheEnvironment() throws Exception {
    ConnectorSettings settings = Connectors.read(file(GOOD), Map.of("ERP_PASSWORD", "p$1"));

    assertThat(settings.password()).isEqualTo("p$1");
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.fields()).hasSize(2);
    assertThat(settings.toString()).doesNotContain("p$1");
  }

  @Test
  void namesTheVariableThatIsNotSet() throws Exception {
    Path file = file(GOOD);

    assertThatThrownBy(() -> Connectors.read(file, Map.of()))
        .hasMessageContaining("connector.yaml")
        .hasMessageContaining("ERP_PASSWORD");
  }

  @Test
  void saysWhatIsWrongWithoutShowingTheSecret() throws Exception {
    Path file = file(GOOD.replace("https://erp.example.com/", "ftp://erp"));

    assertThatThrownBy(() -> Connectors.read(file, Map.of("ERP_PASSWORD", "geheim")))
        .hasMessageContaining("base_url")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void theExampleIsGood() {
    ConnectorSettings settings =
        Connectors.read(
            Path.of("src/main/resources/connector.example.yaml"),
            Map.of("ERP_USER", "kefu", "ERP_PASSWORD", "secret"));

    assertThat(settings.fields()).extracting(ConnectorSettings.Field::ours).contains("bucket");
    assertThat(settings.constants()).containsEntry("sort", "意向客户");
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("connector.yaml"), text);
  }
}
