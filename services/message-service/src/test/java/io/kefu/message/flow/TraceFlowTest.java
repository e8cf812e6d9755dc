package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.quarkus.logging.json.runtime.JsonFormatter;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message's trace goes on through the inbox to the neighbours, to the reply and into the log. */
@OnStage
class TraceFlowTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject Stage stage;

  private final String tenant = Stage.tenant();
  private final String traceId =
      HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits())
          + HexFormat.of().toHexDigits(UUID.randomUUID().getLeastSignificantBits());
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger logger = Logger.getLogger(ChatWorker.class.getName());
  private final ExtHandler handler =
      new ExtHandler() {
        private final JsonFormatter formatter = new JsonFormatter();

        @Override
        protected void doPublish(ExtLogRecord record) {
          lines.add(formatter.format(record));
        }
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  @Test
  void neighbourAndReplyAreInTheTraceOfTheMessage() {
    String word = "词" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));

    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"), traceparent());

    stage.awaitReplies(tenant, 1);
    assertThat(stage.traces(tenant)).isNotEmpty().allSatisfy(this::isInTheTrace);
    assertThat(stage.searchHeaders(word, "traceparent"))
        .isNotEmpty()
        .allSatisfy(this::isInTheTrace);
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM replies WHERE split_part(trace, '-', 2) = $1",
                traceId))
        .isEqualTo(1);
  }

  @Test
  void aReplyThatIsPublishedAgainLaterIsStillInTheTrace() {
    stage.say(tenant, "a1", text("c1", "m1", "您好，在吗？"), traceparent());
    stage.awaitReplies(tenant, 1);

    stage.online(tenant, "a1");

    Awaitility.await("the reply again")
        .atMost(Duration.ofSeconds(60))
        .until(() -> stage.replies(tenant).size() > 1);
    assertThat(stage.traces(tenant)).allSatisfy(this::isInTheTrace);
  }

  @Test
  void theLogNamesTraceTenantAgentAndMessageInOneLine() throws Exception {
    stage.say(tenant, "a1", text("c1", "m1", "您好，在吗？"), traceparent());

    List<String> about =
        Awaitility.await("line about the decision")
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> lines.stream().filter(line -> line.contains(tenant)).toList(),
                found -> !found.isEmpty());
    assertThat(about.getFirst().strip()).doesNotContain("\n").doesNotContain("您好");
    JsonNode fields = JSON.readTree(about.getFirst()).path("mdc");
    assertThat(fields.path("traceId").asText()).isEqualTo(traceId);
    assertThat(fields.path("spanId").asText()).hasSize(16);
    assertThat(fields.path("tenant_id").asText()).isEqualTo(tenant);
    assertThat(fields.path("agent_id").asText()).isEqualTo("a1");
    assertThat(fields.path("message_id").asText()).isEqualTo("m1");
  }

  private String traceparent() {
    return "00-" + traceId + "-b7ad6b7169203331-01";
  }

  private void isInTheTrace(String traceparent) {
    assertThat(traceparent).isNotNull().contains("-" + traceId + "-");
  }
}
