package io.kefu.rag.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.kefu.rag.extract.FileKind;
import io.kefu.rag.extract.SampleFiles;
import io.kefu.rag.store.DocumentRef;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of every format, through the real reader process, database and model. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class UploadTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @Inject JobStore jobs;
  @Inject JobFiles files;

  @TempDir Path folder;

  private final String tenant = "t-" + UUID.randomUUID();

  @Test
  void workbookIsFoundSecondsAfterItsUpload() {
    byte[] workbook =
        SampleFiles.xlsx(
            Map.of(
                "FAQ",
                List.of(
                    List.of("问题", "答案", "审核", "标签", "失效日期"),
                    List.of("充电桩保修多久|质保几年", "整机两年。", "是", "售后", ""),
                    List.of("国庆有活动吗", "满一万减五百。", "是", "活动", "2020-10-07"))));

    JsonPath job = done(upload("faq", "faq.xlsx", workbook));

    assertThat(job.getString("state")).isEqualTo("done");
    assertThat(job.getInt("progress")).isEqualTo(100);
    assertThat(job.getInt("entries")).isEqualTo(2);
    search(tenant, "质保几年")
        .body("hits[0].content", is("整机两年。"))
        .body("hits[0].approved", is(true))
        .body("hits[0].tags", contains("售后"));
    search(tenant, "国庆有活动吗").body("hits.content", containsNot("满一万减五百。"));
    as(tenant)
        .get("/internal/v1/knowledge-bases/kb/documents/faq")
        .then()
        .body("format", is("XLSX"))
        .body("content", containsString("质保几年"));
  }

  private static org.hamcrest.Matcher<Iterable<? super String>> containsNot(String text) {
    return org.hamcrest.CoreMatchers.not(hasItem(text));
  }

  @Test
  void documentsOfEveryFormatAreFound() {
    done(
        upload(
            "word",
            "手册.docx",
            SampleFiles.docx(List.of("#安装要求", "120kW 直流桩用 70 平方电缆。"), List.of())));
    done(upload("web", "page.html", utf8("<h1>发票</h1><p>专票税率 13%，五个工作日开出。</p>")));
    done(upload("print", "manual.pdf", SampleFiles.pdf(null, "The cabinet weighs 320 kg net.")));
    done(upload("gbk", "faq.csv", "问题,答案\n能代理吗,欢迎洽谈代理。\n".getBytes(Charset.forName("GB18030"))));
    done(upload("text", "note.txt", utf8("充电枪线长五米。")));

    search(tenant, "安装要求电缆").body("hits.document_id", hasItem("word"));
    search(tenant, "专票税率多少").body("hits.document_id", hasItem("web"));
    search(tenant, "cabinet weighs").body("hits.document_id", hasItem("print"));
    search(tenant, "能代理吗").body("hits.content", hasItem("欢迎洽谈代理。"));
    search(tenant, "枪线长").body("hits.document_id", hasItem("text"));
  }

  @Test
  void badFileSaysWhyAndChangesNothingElse() {
    done(upload("faq", "faq.csv", utf8("问题,答案\n保修多久,两年\n")));

    JsonPath noAnswer = done(upload("faq", "faq.csv", utf8("问题,答案\n保修多久,\n")));
    JsonPath bomb = done(upload("faq", "a.docx", SampleFiles.zipBomb(300)));
    JsonPath damaged =
        done(upload("faq", "a.xlsx", utf8("PK\u0003\u0004 xl/workbook.xml but no archive")));
    JsonPath locked = done(upload("faq", "a.pdf", SampleFiles.pdf("secret", "x")));

    assertThat(noAnswer.getString("state")).isEqualTo("failed");
    assertThat(noAnswer.getString("error.code")).isEqualTo("document_unusable");
    assertThat(noAnswer.getString("error.errors[0].field")).isEqualTo("row 2");
    assertThat(bomb.getString("error.code")).isEqualTo("file_too_large_unpacked");
    assertThat(damaged.getString("error.code")).isEqualTo("file_damaged");
    assertThat(locked.getString("error.code")).isEqualTo("password_protected");
    search(tenant, "保修多久").body("hits.content", contains("两年"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.pdf,text only,file_type_mismatch",
    "a.exe,text only,file_type_mismatch",
    "a.jpg,'\u00FF\u00D8\u00FF\u00E0',ocr_unavailable",
    "a.txt,'%PDF-1.7 …',file_type_mismatch",
    "a.zip,'PK\u0003\u0004…',unsupported_file",
  })
  void whatTheContentIsNotIsRefusedAtOnce(String name, String content, String code) {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/octet-stream")
        .queryParam("filename", name)
        .body(content.getBytes(StandardCharsets.ISO_8859_1))
        .put("/internal/v1/knowledge-bases/kb/documents/x/file")
        .then()
        .statusCode(415)
        .contentType("application/problem+json")
        .body("code", is(code));
  }

  @Test
  void tooLargeEmptyAndNamelessFilesAreRefused() throws Exception {
    assertThat(sendWithoutLength(21)).isEqualTo(413);
    send("x", "empty.txt", new byte[0]).statusCode(415);
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/octet-stream")
        .body(utf8("text"))
        .put("/internal/v1/knowledge-bases/kb/documents/x/file")
        .then()
        .statusCode(400);
  }

  @Test
  void anotherTenantNeitherSeesNorEndsAJob() {
    String job = upload("mine", "a.txt", utf8("充电枪线长五米。"));
    String stranger = "t-" + UUID.randomUUID();

    as(stranger).get("/internal/v1/jobs/" + job).then().statusCode(404);
    as(stranger).delete("/internal/v1/jobs/" + job).then().statusCode(404);
    as(stranger).get("/internal/v1/knowledge-bases/kb/jobs").then().body("items", empty());
    assertThat(done(job).getString("state")).isEqualTo("done");
    search(stranger, "枪线长").body("hits", empty());
  }

  @Test
  void jobsAreListedNewestFirst() {
    String first = upload("a", "a.txt", utf8("一"));
    String second = upload("b", "b.txt", utf8("二"));

    as(tenant)
        .queryParam("limit", 1)
        .get("/internal/v1/knowledge-bases/kb/jobs")
        .then()
        .body("items.job_id", contains(second))
        .body("next_cursor", notNullValue());
    as(tenant)
        .get("/internal/v1/knowledge-bases/kb/jobs")
        .then()
        .body("items.job_id", contains(second, first));
  }

  @Test
  void jobOfADeadWorkerIsTakenUpByAnother() throws IOException {
    Job job = added("orphan", "充电枪线长五米。");
    jobs.release(tenant, job.jobId()).await().atMost(LONG);
    claimUntil(job, Duration.ofMillis(1));

    assertThat(done(job.jobId().toString()).getString("state")).isEqualTo("done");

    search(tenant, "枪线长").body("hits", hasSize(1));
  }

  @Test
  void uploadThatNeverArrivedWholeFailsAndSaysSo() {
    Job job = job("half", 100);
    jobs.add(job, "hash", Duration.ofMillis(1), 10).await().atMost(LONG);

    assertThat(done(job.jobId().toString()).getString("error.code")).isEqualTo("upload_incomplete");
  }

  @Test
  void cancelledReplacedAndDeletedDocumentsAreNotBroughtBack() throws IOException {
    Job cancelled = added("cancelled", "取消的内容。");
    Job replaced = added("replaced", "旧的内容。");
    Job removed = added("removed", "删除的内容。");

    as(tenant)
        .delete("/internal/v1/jobs/" + cancelled.jobId())
        .then()
        .statusCode(200)
        .body("state", is("cancelled"));
    done(upload("replaced", "new.txt", utf8("新的内容。")));
    as(tenant).delete("/internal/v1/knowledge-bases/kb/documents/removed");
    for (Job job : List.of(cancelled, replaced, removed)) {
      jobs.release(tenant, job.jobId()).await().atMost(LONG);
      assertThat(done(job.jobId().toString()).getString("state")).isEqualTo("cancelled");
    }

    search(tenant, "内容").body("hits.content", contains("新的内容。"));
  }

  private void claimUntil(Job job, Duration lease) {
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> {
              Optional<Job> claimed = jobs.claim(UUID.randomUUID(), lease).await().atMost(LONG);
              return claimed.isPresent() && claimed.get().jobId().equals(job.jobId())
                  || as(tenant)
                      .get("/internal/v1/jobs/" + job.jobId())
                      .jsonPath()
                      .getString("state")
                      .equals("done");
            });
  }

  /** A job whose file is there and that no worker has seen yet. */
  private Job added(String document, String text) throws IOException {
    byte[] bytes = utf8(text);
    Job job = job(document, bytes.length);
    jobs.add(job, "hash", Duration.ofMinutes(5), 10).await().atMost(LONG);
    files.keep(tenant, job.jobId(), Files.write(folder.resolve(document), bytes));
    return job;
  }

  private Job job(String document, long size) {
    return new Job(
        new DocumentRef(tenant, "kb", document),
        UUID.randomUUID(),
        document,
        FileKind.TXT,
        size,
        null,
        Job.State.QUEUED,
        Job.Stage.RECEIVED,
        0,
        0,
        null,
        null,
        null,
        null,
        List.of(),
        Instant.now(),
        Instant.now());
  }

  private String upload(String document, String name, byte[] content) {
    return send(document, name, content)
        .statusCode(202)
        .header("Location", notNullValue())
        .extract()
        .path("job_id");
  }

  private ValidatableResponse send(String document, String name, byte[] content) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/octet-stream")
        .queryParam("filename", name)
        .body(content)
        .put("/internal/v1/knowledge-bases/kb/documents/" + document + "/file")
        .then();
  }

  /** Megabytes in a body that does not say how long it is. */
  private int sendWithoutLength(int megabytes) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:"
                        + RestAssured.port
                        + "/internal/v1/knowledge-bases/kb/documents/x/file?filename=big.txt"))
            .header("Authorization", TestTokens.service(tenant))
            .PUT(
                HttpRequest.BodyPublishers.ofByteArrays(
                    Collections.nCopies(megabytes, new byte[1 << 20])))
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private JsonPath done(String job) {
    return Awaitility.await()
        .atMost(LONG)
        .until(
            () -> as(tenant).get("/internal/v1/jobs/" + job).jsonPath(),
            view -> List.of("done", "failed", "cancelled").contains(view.getString("state")));
  }

  private static ValidatableResponse search(String tenant, String query) {
    return as(tenant)
        .body(Map.of("query", query, "limit", 5, "explain", true))
        .post("/internal/v1/search")
        .then()
        .statusCode(200);
  }

  private static io.restassured.specification.RequestSpecification as(String tenant) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
