package io.kefu.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.ai.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "ollama,http://gpu:11434,http://gpu:11434/v1",
    "ollama,http://gpu:11434/,http://gpu:11434/v1",
    "ollama,http://gpu:11434/v1/,http://gpu:11434/v1",
    "ollama,,http://localhost:11434/v1",
    "anthropic,https://api.anthropic.com/v1/messages,https://api.anthropic.com/v1",
    "gemini,,https://generativelanguage.googleapis.com/v1beta/openai",
    "deepseek,https://api.deepseek.com/,https://api.deepseek.com",
    "openai-compatible,HTTPS://models.example/v1,HTTPS://models.example/v1"
  })
  void isTheBaseOfTheCall(String kind, String written, String base) {
    assertThat(Address.of(settings(kind, written))).contains(base);
  }

  @Test
  void isNothingWhereOnlyTheInstallationKnows() {
    assertThat(Address.of(settings("openai-compatible", null))).isEmpty();
    assertThat(Address.of(settings("openai-compatible", "  "))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080/v1",
        "models.example",
        "ftp://models.example",
        "http://",
        "http://a b/v1"
      })
  void saysWhatOneLooksLike(String written) {
    assertThatThrownBy(() -> Address.of(settings("openai-compatible", written)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://models.example/v1");
  }

  private static ProviderConfig.Settings settings(String kind, String baseUrl) {
    Map<String, String> values = new HashMap<>();
    values.put("kefu.ai.providers.p.kind", kind);
    if (baseUrl != null) {
      values.put("kefu.ai.providers.p.base-url", baseUrl);
    }
    return Settings.of(ProviderConfig.class, values).byName().get("p");
  }
}
