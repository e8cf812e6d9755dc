package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One trace a message, from the request through Kafka and SQL to the push of the reply. */
class TracesIT {

  private static final long SERVER = 2;
  private static final long CLIENT = 3;
  private static final long PRODUCER = 4;
  private static final long CONSUMER = 5;

  @Test
  void oneTraceLeadsFromTheRequestThroughKafkaToTheReply() throws Exception {
    SpanReceiver collector = E2e.shared().collector().orElseThrow();
    String traceId = UUID.randomUUID().toString().replace("-", "");
    String asked = "00-" + traceId + "-00f067aa0ba902b7-01";

    HttpResponse<String> answer = handIn("你们的充电桩保修多长时间?", asked);

    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    E2e.await("the push of the reply, and the search")
        .untilAsserted(
            () -> {
              assertThat(names(collector.of(traceId), "gateway", CONSUMER))
                  .contains("push reply.out");
              assertThat(names(collector.of(traceId), "rag-service", SERVER)).isNotEmpty();
              assertThat(names(collector.of(traceId), "message-service", CONSUMER))
                  .contains("decide");
              assertThat(names(collector.of(traceId), "message-service", CLIENT))
                  .as("SQL, and the call of the neighbour")
                  .anyMatch(name -> name.startsWith("SELECT") || name.startsWith("INSERT"))
                  .anyMatch(name -> name.startsWith("POST"));
              assertThat(names(collector.of(traceId), "gateway", PRODUCER))
                  .contains("send message.in");
              assertThat(names(collector.of(traceId), "gateway", SERVER)).isNotEmpty();
              hangsTogether(collector.of(traceId));
            });
  }

  @Test
  void whatNobodyAskedToRecordIsNotRecorded() throws Exception {
    SpanReceiver collector = E2e.shared().collector().orElseThrow();
    String traceId = UUID.randomUUID().toString().replace("-", "");

    handIn("你好", "00-" + traceId + "-00f067aa0ba902b7-00");
    oneTraceLeadsFromTheRequestThroughKafkaToTheReply();

    assertThat(collector.of(traceId)).isEmpty();
  }

  /** Every span but the first has its parent in the trace; the first's is the caller. */
  private static void hangsTogether(List<SpanReceiver.Span> spans) {
    Set<String> known = spans.stream().map(SpanReceiver.Span::spanId).collect(Collectors.toSet());
    assertThat(spans)
        .filteredOn(span -> !known.contains(span.parentId()))
        .extracting(SpanReceiver.Span::parentId)
        .containsExactly("00f067aa0ba902b7");
  }

  private static List<String> names(List<SpanReceiver.Span> spans, String service, long kind) {
    return spans.stream()
        .filter(span -> span.service().equals(service) && span.kind() == kind)
        .map(SpanReceiver.Span::name)
        .toList();
  }

  private static HttpResponse<String> handIn(String text, String traceparent) throws Exception {
    String body =
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "agent_id",
                    E2e.fleet().login().agentId(),
                    "message",
                    Map.of("id", E2e.unique("m"), "chat_id", E2e.unique("wxid"), "content", text)));
    return E2e.HTTP.send(
        HttpRequest.newBuilder(E2e.fleet().gatewayUrl().resolve("/api/v1/messages"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + E2e.agentToken())
            .header("traceparent", traceparent)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
