package io.kefu.agent.wechat.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectorStoreTest {

  @TempDir Path home;

  @Test
  void shippedOnesAreUsedWhenThereIsNoFile() {
    SelectorStore store = SelectorStore.open(home);

    assertThat(store.current().version()).isGreaterThan(2026_00_00_00L);
    assertThat(store.current().v39().elements()).containsKeys(ClientSelectors.Part.INPUT);
  }

  @Test
  void newerOnesSurviveARestart() throws Exception {
    SelectorStore store = SelectorStore.open(home);
    store.update(Json.read(shipped().replace("2026112201", "2099010101")));

    SelectorStore restarted = SelectorStore.open(home);

    assertThat(store.current().version()).isEqualTo(2099010101L);
    assertThat(restarted.current().version()).isEqualTo(2099010101L);
  }

  @Test
  void unusableOnesChangeNothing() throws Exception {
    SelectorStore store = SelectorStore.open(home);
    String broken =
        shipped().replace("\"input\": {\"kind\"", "\"input\": {\"in\": \"nowhere\", \"kind\"");

    assertThatThrownBy(() -> store.update(Json.read(broken)))
        .isInstanceOf(BadJson.class)
        .hasMessageContaining("nowhere");
    assertThat(home.resolve("selectors.json")).doesNotExist();
  }

  @Test
  void brokenFileIsLeftAloneAndTheShippedOnesAreTaken() throws Exception {
    Files.writeString(home.resolve("selectors.json"), "{\"version\":", StandardCharsets.UTF_8);

    SelectorStore store = SelectorStore.open(home);

    assertThat(store.current().version()).isEqualTo(Selectors.shipped().version());
    assertThat(home.resolve("selectors.json")).exists();
  }

  @Test
  void mistakesAreNamedWithTheirPlace() {
    assertThatThrownBy(() -> SelectorFile.parse(shipped().replace("(\\\\d+)条新消息", "(")))
        .hasMessageContaining("V39")
        .hasMessageContaining("unread");
    assertThatThrownBy(
            () -> SelectorFile.parse(shipped().replace("\"message_list\": {\"k", "\"x\": {\"k")))
        .hasMessageContaining("elements.x");
    assertThatThrownBy(() -> SelectorFile.parse("{\"version\":0}")).hasMessageContaining("version");
  }

  private static String shipped() throws AssertionError {
    try (var in = Selectors.class.getResourceAsStream("selectors.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
