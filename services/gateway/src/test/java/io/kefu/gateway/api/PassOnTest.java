package io.kefu.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassOnTest {

  @ParameterizedTest
  @CsvSource({
    "/api/v1/customers/1, /internal/v1/customers/1",
    "/api/v1/knowledge, /internal/v1/knowledge-bases",
    "/api/v1/knowledge/kb/entries/e1, /internal/v1/knowledge-bases/kb/entries/e1",
    "/api/v1/ai/usage, /internal/v1/ai-usage",
    "/api/v1/ai/settings, /internal/v1/ai-settings",
    "/api/v1/ai/forms/pre_sales/schema, /internal/v1/forms/pre_sales/schema"
  })
  void anAddressInsideIsThatOutsideAndBack(String outside, String inside) {
    assertThat(PassOn.inside(outside)).isEqualTo(inside);
    assertThat(PassOn.outside(inside)).isEqualTo(outside);
  }

  @Test
  void aJobIsFoundWhereKnowledgeIs() {
    assertThat(PassOn.outside("/internal/v1/jobs/j1")).isEqualTo("/api/v1/knowledge/jobs/j1");
    assertThat(PassOn.outside("https://elsewhere.example/x"))
        .isEqualTo("https://elsewhere.example/x");
  }
}
