package io.kefu.rag.milvus;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.rag.follow.OutsideFollower;
import io.kefu.rag.index.IndexConfig;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.OutsideWatermarks;
import io.kefu.rag.store.TenantRevision;
import io.kefu.rag.store.TextVectors;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is written while Milvus is away reaches it afterwards; from the real database. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class MilvusOutageTest {

  @Inject DocumentStore documents;
  @Inject TextVectors vectors;
  @Inject OutsideWatermarks watermarks;
  @Inject LuceneEngine local;
  @Inject IndexConfig config;

  private final String tenant = "t-" + UUID.randomUUID();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));

  @Test
  void whatMilvusMissedIsHandedToItWhenItIsBackAndNotAgainByTheNextReplica() throws IOException {
    try (FakeMilvus milvus = new FakeMilvus()) {
      OutsideFollower follower = follower(milvus);
      put("faq", "### 保修多久？\n两年。\n");
      milvus.down(true);
      follower.follow(revision());
      assertThat(milvus.rows()).isEmpty();

      milvus.down(false);
      follower.follow(revision());
      assertThat(milvus.rows()).as("not asked again at once").isEmpty();
      pass(Duration.ofSeconds(11));
      follower.follow(revision());
      assertThat(milvus.rows()).hasSize(2);

      put("faq", "### 保修多久？\n三年。\n### 能代理吗？\n欢迎。\n");
      follower.follow(revision());
      assertThat(milvus.rows())
          .hasSize(4)
          .allSatisfy(row -> assertThat(row.path("version").asLong()).isEqualTo(2));

      delete("faq");
      follower(milvus).follow(revision());
      assertThat(milvus.rows()).isEmpty();
    }
  }

  private OutsideFollower follower(FakeMilvus milvus) {
    Engines engines =
        new Engines(local, MilvusEngineTest.config(milvus.url(), Optional.empty()), "milvus");
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    return new OutsideFollower(documents, vectors, watermarks, engines, config, clock);
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private TenantRevision revision() {
    return documents.revisions().await().atMost(Duration.ofSeconds(60)).stream()
        .filter(one -> one.tenantId().equals(tenant))
        .findFirst()
        .orElseThrow();
  }

  private void put(String document, String content) {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("name", document, "format", "md", "content", content))
        .put("/internal/v1/knowledge-bases/kb/documents/" + document)
        .then()
        .statusCode(200);
  }

  private void delete(String document) {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .delete("/internal/v1/knowledge-bases/kb/documents/" + document)
        .then()
        .statusCode(204);
  }
}
