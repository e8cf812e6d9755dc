package io.kefu.rag;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A passage that says "它" comes with the sentence that says what it is. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class ParentContextTest {

  private static final String WHAT = "GX-60 落地式充电桩的防雷模块装在柜体右侧，型号为 SPD-40。";
  private static final String FILLER = "检修之前先断开上级开关，挂牌上锁，并用验电笔确认三相都没有电压，确认之后才能打开柜门进行下一步操作。";
  private static final String ANSWER = "它每两年更换一次，窗口变红时立即更换。";

  @Test
  void aPassageIsFoundWithWhatStandsAroundItInItsSection() {
    String tenant = "t-" + UUID.randomUUID();
    String text =
        "# 维护手册\n## 安装\n地面要平整。\n## 防雷模块\n"
            + WHAT
            + FILLER.repeat(7)
            + "\n\n"
            + ANSWER
            + "更换之后复位计数器。\n## 报废\n交给有资质的单位。\n";
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("name", "手册", "format", "md", "content", text))
        .put("/internal/v1/knowledge-bases/kb/documents/manual")
        .then()
        .statusCode(200);

    JsonPath found =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .contentType("application/json")
            .body(Map.of("query", "防雷模块每几年更换一次", "limit", 5, "explain", false))
            .post("/internal/v1/search")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();

    Map<String, Object> hit = found.getMap("hits.find { it.content.startsWith('" + ANSWER + "') }");
    assertThat(hit).containsEntry("content", ANSWER + "更换之后复位计数器。").doesNotContainKey("after");
    assertThat((String) hit.get("before"))
        .endsWith(FILLER)
        .startsWith(WHAT)
        .doesNotContain("地面要平整")
        .hasSizeLessThanOrEqualTo(600);
    Map<String, Object> other = found.getMap("hits.find { it.content == '地面要平整。' }");
    if (other != null) {
      assertThat(other).doesNotContainKeys("before", "after");
    }
  }
}
