package io.kefu.local.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoKnowledgeTest {

  @TempDir Path folder;

  @Test
  void takesEveryFileOfAKnownFormat() throws IOException {
    // Given
    Files.writeString(folder.resolve("products.md"), "# 产品");
    Files.writeString(folder.resolve("alarms.CSV"), "questions,answer");
    Files.writeString(folder.resolve("photo.png"), "…");
    Files.writeString(folder.resolve(".md"), "hidden");

    // When
    var documents = new DemoKnowledge(folder).documents();

    // Then
    assertThat(documents)
        .containsExactlyInAnyOrder(
            new DemoKnowledge.Document("alarms", "alarms.CSV", "csv", "questions,answer"),
            new DemoKnowledge.Document("products", "products.md", "md", "# 产品"));
  }

  @Test
  void shipsWithADemoKnowledgeBase() throws IOException {
    // Given
    Path shipped = Path.of(System.getProperty("kefu.root"), "local/demo/knowledge");

    // Then
    assertThat(new DemoKnowledge(shipped).documents()).isNotEmpty();
    assertThat(new DemoKnowledge(folder.resolve("none")).documents()).isEmpty();
  }
}
