package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.testing.ApiContract;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.websockets.next.WebSocket;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** There is no way in that the document, and with it the walk, does not know. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ApiRoutesTest {

  private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target/classes");

  @Inject Router router;

  @Test
  void everyRestMethodIsInTheDocumentAndTheOtherWayRound() throws Exception {
    Set<String> documented = new TreeSet<>();
    for (ApiContract.Operation operation : ApiContract.served().operations()) {
      documented.add(operation.method() + " " + operation.path());
    }

    Set<String> there = new TreeSet<>();
    for (Class<?> type : classes()) {
      if (type.isInterface()) {
        continue; // a client of a neighbour
      }
      for (Method method : type.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            there.add(verb.value() + " " + path(type.getAnnotation(Path.class), method));
          }
        }
      }
    }

    System.out.printf("%d routes, %d operations documented%n", there.size(), documented.size());
    assertThat(there).isEqualTo(documented);
  }

  @Test
  void everySocketIsOneThatTheWalkKnows() throws Exception {
    List<String> sockets = new ArrayList<>();
    for (Class<?> type : classes()) {
      WebSocket socket = type.getAnnotation(WebSocket.class);
      if (socket != null) {
        sockets.add(socket.path());
      }
    }

    assertThat(sockets).containsExactlyInAnyOrder("/ws/{agentId}", "/ws-operator");
  }

  @Test
  void nothingElseIsRouted() {
    List<String> mounted =
        router.getRoutes().stream()
            .map(Route::getPath)
            .filter(Objects::nonNull)
            .filter(path -> !path.equals("/"))
            .distinct()
            .toList();

    assertThat(mounted)
        .as("of /q the other test knows what is seen")
        .allMatch(path -> Set.of("/q", "/q/", "/ws/:agentId", "/ws-operator").contains(path));
  }

  /** What somebody outside gets who comes through the proxy, whatever he writes. */
  @ParameterizedTest
  @CsvSource({
    "/q/openapi, 200",
    "/q/swagger-ui/, 200",
    "/q/health, 404",
    "/q/health/live, 404",
    "/q/health/ready/, 404",
    "/q/metrics, 404",
    "/q/metrics/application, 404",
    "//q/metrics, 404",
    "/q//metrics, 404",
    "/q/./metrics, 404",
    "/q/x/../metrics, 404",
    "/q/%6detrics, 404",
    "/%71/metrics, 404",
    "/q/metrics;x=1, 404",
    "/q/metrics%2f, 404",
    "/Q/metrics, 404",
    "/q/dev-ui, 404",
    "/q/arc/beans, 404",
    "/q/info, 404",
    "/internal/v1/messages, 404",
  })
  void ofTheManagementNothingIsSeenFromOutside(String path, int status) {
    int answered =
        given()
            .urlEncodingEnabled(false)
            .redirects()
            .follow(false)
            .header("X-Forwarded-For", "203.0.113.7")
            .get(path)
            .statusCode();

    assertThat(answered).isEqualTo(status);
  }

  private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<java.nio.file.Path> files = Files.walk(CLASSES.resolve("io/kefu/gateway"))) {
      for (java.nio.file.Path file :
          files.filter(one -> one.toString().endsWith(".class")).toList()) {
        String name = CLASSES.relativize(file).toString().replace('/', '.');
        classes.add(
            Class.forName(
                name.substring(0, name.length() - ".class".length()),
                false,
                Thread.currentThread().getContextClassLoader()));
      }
    }
    return classes;
  }

  private static String path(Path root, Method method) {
    Path own = method.getAnnotation(Path.class);
    String whole = (root == null ? "" : root.value()) + '/' + (own == null ? "" : own.value());
    return whole
        .replaceAll("/+", "/")
        .replaceAll("(.)/$", "$1")
        .replaceAll("\\{(\\w+) *:[^}]*}", "{$1}");
  }
}
