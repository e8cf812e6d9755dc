package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An integrator's way: openapi-generator makes a Java client of the document as it is served (and
 * refuses a document that is not valid), and what was written against that client works.
 */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class GeneratedClientTest {

  private static final Path GENERATOR = Path.of("target/openapi-generator/openapi-generator.jar");
  private static final Path CALLS = Path.of("src/test/resources/generated-client");
  private static final int PATIENCE_SECONDS = 300;

  @TempDir Path work;

  @Test
  void aClientGeneratedFromTheServedDocumentWorks() throws Exception {
    Path sources = generate(given().get("/q/openapi?format=json").asByteArray());
    Path classes = compile(sources);
    String agentId = "gen-" + UUID.randomUUID().toString().substring(0, 8);

    List<String> told =
        call(
            classes,
            List.of(
                "http://localhost:" + RestAssured.port,
                GatewaySecrets.TENANT,
                GatewaySecrets.ADMIN,
                GatewaySecrets.adminPassword(),
                agentId));

    assertThat(told).containsExactly(agentId, "true", "前台", "后台", "PENDING", "1", "404");
  }

  private Path generate(byte[] document) throws IOException, InterruptedException {
    Path input = Files.write(work.resolve("openapi.json"), document);
    Path output = work.resolve("client");
    Path log = work.resolve("generator.log");
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                GENERATOR.toString(),
                "generate",
                "--input-spec=" + input,
                "--output=" + output,
                "--generator-name=java",
                "--library=native",
                "--global-property=apis=Auth:Agents,models,supportingFiles,apiTests=false,"
                    + "modelTests=false,apiDocs=false,modelDocs=false",
                "--additional-properties=openApiNullable=false,useJakartaEe=true,"
                    + "apiPackage=io.kefu.client.api,modelPackage=io.kefu.client.model,"
                    + "invokerPackage=io.kefu.client")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(generator.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(generator.exitValue()).as(Files.readString(log)).isZero();
      return output.resolve("src/main/java");
    } finally {
      generator.destroyForcibly().onExit().join();
    }
  }

  /** Compiles the calls, and of the client what they need. */
  private Path compile(Path sources) throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-sourcepath",
                      sources.toString(),
                      "-classpath",
                      System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(CALLS.resolve("io/kefu/client/Calls.java")))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
    return classes;
  }

  @SuppressWarnings("unchecked")
  private static List<String> call(Path classes, List<String> with) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
      Object calls =
          loader.loadClass("io.kefu.client.Calls").getDeclaredConstructor().newInstance();
      return ((Function<List<String>, List<String>>) calls).apply(with);
    }
  }
}
