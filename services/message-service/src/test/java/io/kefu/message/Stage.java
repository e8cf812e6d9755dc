package io.kefu.message;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.ScenarioMappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.Topics;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.WeChatStatus;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.contracts.frame.Hello;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchResult;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Plays everybody around message-service in its tests: the gateway on Kafka, the neighbours over
 * HTTP, and an observer in the database. Each test uses a tenant of its own.
 */
@ApplicationScoped
public class Stage {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ObjectMapper json;
  private final TenantScope tenants;
  private final KafkaProducer<String, byte[]> producer;
  private final List<ConsumerRecord<String, byte[]>> seen = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private volatile boolean reading = true;

  Stage(
      ObjectMapper json,
      TenantScope tenants,
      @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
    this.json = json;
    this.tenants = tenants;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer());
    this.reader =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try (KafkaConsumer<String, byte[]> consumer =
                      new KafkaConsumer<>(
                          Map.of(
                              "bootstrap.servers",
                              kafka,
                              "group.id",
                              "stage-" + UUID.randomUUID(),
                              "auto.offset.reset",
                              "earliest"),
                          new StringDeserializer(),
                          new ByteArrayDeserializer())) {
                    consumer.subscribe(
                        List.of(Topics.REPLY_OUT, Topics.deadLetter(Topics.MESSAGE_IN)));
                    while (reading) {
                      consumer.poll(Duration.ofMillis(50)).forEach(this::see);
                    }
                  }
                });
  }

  /** A tenant whose agents report every part as sent at once. */
  public static String tenantOfQuickAgents() {
    return "quick-" + UUID.randomUUID();
  }

  private void see(ConsumerRecord<String, byte[]> record) {
    seen.add(record);
    if (record.topic().equals(Topics.REPLY_OUT) && record.key().startsWith("quick-")) {
      ReplyOut out = read(record.value());
      if (out.kind() != ReplyOutKind.REPLY) {
        return;
      }
      receipt(out.tenantId(), out.agentId(), out.reply().replyId(), ReceiptStatus.SENT);
    }
  }

  @PreDestroy
  void close() {
    reading = false;
    producer.close();
  }

  /** A tenant that no other test uses. */
  public static String tenant() {
    return "t-" + UUID.randomUUID();
  }

  // --- the gateway ---

  /** A private text message. */
  public static InboundMessage text(String chatId, String messageId, String content) {
    return message(chatId, messageId, ChatType.PRIVATE, ContentType.TEXT, content, false, false);
  }

  /** Any message. */
  public static InboundMessage message(
      String chatId,
      String messageId,
      ChatType chatType,
      ContentType contentType,
      String content,
      boolean mentioned,
      boolean own) {
    return new InboundMessage(
        messageId,
        chatId,
        chatType,
        "chat of " + chatId,
        "wxid_" + chatId.replaceAll("[^A-Za-z0-9]", "") + "000000",
        "customer " + chatId,
        contentType,
        content,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        mentioned,
        own,
        null,
        null,
        null);
  }

  /** Puts a message on message.in as the gateway does. */
  public void say(String tenantId, String agentId, InboundMessage message) {
    say(tenantId, agentId, null, message);
  }

  /** The same through a session that began at a time. */
  public void say(
      String tenantId, String agentId, Instant sessionStartedAt, InboundMessage message) {
    MessageIn event =
        new MessageIn(
            UUID.randomUUID(),
            tenantId,
            Instant.now(),
            1,
            agentId,
            Instant.now(),
            message,
            sessionStartedAt);
    say(new ChatKey(tenantId, agentId, message.chatId()).toRecordKey(), bytes(event));
  }

  /** The same in a trace. */
  public void say(String tenantId, String agentId, InboundMessage message, String traceparent) {
    MessageIn event =
        new MessageIn(
            UUID.randomUUID(), tenantId, Instant.now(), 1, agentId, Instant.now(), message, null);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topics.MESSAGE_IN,
            new ChatKey(tenantId, agentId, message.chatId()).toRecordKey(),
            bytes(event));
    TraceContext.into(record.headers(), traceparent);
    producer.send(record);
  }

  /**
   * The places in traces that a tenant's replies carry; commands to agents are about no message.
   */
  public List<String> traces(String tenantId) {
    return seen.stream()
        .filter(record -> record.topic().equals(Topics.REPLY_OUT))
        .filter(record -> record.key().matches(tenantId + "/[^/]+/.+"))
        .map(record -> TraceContext.text(TraceContext.of(record.headers())))
        .toList();
  }

  /** Puts bytes on message.in. */
  public void say(String key, byte[] value) {
    producer.send(new ProducerRecord<>(Topics.MESSAGE_IN, key, value));
  }

  /** A receipt of an agent. */
  public void receipt(String tenantId, String agentId, String replyId, ReceiptStatus status) {
    event(
        tenantId,
        new AgentEvent(
            UUID.randomUUID(),
            tenantId,
            Instant.now(),
            1,
            agentId,
            AgentEventKind.RECEIPT,
            "session",
            "gateway-test",
            null,
            null,
            new Receipt(replyId, status, null, Instant.now()),
            null,
            null));
  }

  /** An agent comes online. */
  public void online(String tenantId, String agentId) {
    event(
        tenantId,
        new AgentEvent(
            UUID.randomUUID(),
            tenantId,
            Instant.now(),
            1,
            agentId,
            AgentEventKind.ONLINE,
            "session",
            "gateway-test",
            new Hello("test", WeChatStatus.V39, null, 0, null),
            null,
            null,
            null,
            null));
  }

  private void event(String tenantId, AgentEvent event) {
    producer.send(
        new ProducerRecord<>(Topics.AGENT_EVENT, tenantId + '/' + event.agentId(), bytes(event)));
  }

  /** All parts that were published for a tenant so far, in the order of their partition. */
  public List<ReplyOut> replies(String tenantId) {
    return seen.stream()
        .filter(record -> record.topic().equals(Topics.REPLY_OUT))
        .filter(record -> record.key().startsWith(tenantId + '/'))
        .map(record -> read(record.value()))
        .filter(out -> out.kind() == ReplyOutKind.REPLY)
        .toList();
  }

  /** All decisions that were announced for a tenant so far. */
  public List<ReplyOut> decisions(String tenantId) {
    return seen.stream()
        .filter(record -> record.topic().equals(Topics.REPLY_OUT))
        .filter(record -> record.key().startsWith(tenantId + '/'))
        .map(record -> read(record.value()))
        .filter(out -> out.kind() == ReplyOutKind.DECISION)
        .toList();
  }

  /** All commands that were published to agents of a tenant so far. */
  public List<AgentCommand> commands(String tenantId) {
    return seen.stream()
        .filter(record -> record.topic().equals(Topics.REPLY_OUT))
        .filter(record -> record.key().startsWith(tenantId + '/'))
        .map(record -> read(record.value()))
        .filter(out -> out.kind() == ReplyOutKind.COMMAND)
        .map(ReplyOut::command)
        .toList();
  }

  /**
   * Waits until that many different parts of a tenant were published, and gives them without
   * repetitions: what has no receipt is repeated before newer parts of its chat.
   */
  public List<ReplyOut> awaitReplies(String tenantId, int parts) {
    return Awaitility.await("replies of " + tenantId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> firsts(replies(tenantId)), published -> published.size() >= parts);
  }

  private static List<ReplyOut> firsts(List<ReplyOut> published) {
    Map<String, ReplyOut> firsts = new LinkedHashMap<>();
    published.forEach(out -> firsts.putIfAbsent(out.reply().replyId(), out));
    return List.copyOf(firsts.values());
  }

  /** Number of different reply ids. */
  public static long distinct(List<ReplyOut> published) {
    return published.stream().map(out -> out.reply().replyId()).distinct().count();
  }

  /** Dead letters of message.in with this value. */
  public List<ConsumerRecord<String, byte[]>> deadLetters(Predicate<byte[]> value) {
    return seen.stream()
        .filter(record -> record.topic().equals(Topics.deadLetter(Topics.MESSAGE_IN)))
        .filter(record -> value.test(record.value()))
        .toList();
  }

  // --- the neighbours ---

  /** A knowledge entry. */
  public static SearchHit hit(String id, String content, boolean approved, double confidence) {
    return new SearchHit(
        id,
        "doc",
        "kb",
        1,
        EntryKind.QA,
        "title " + id,
        "question " + id,
        content,
        approved,
        List.of(),
        confidence,
        confidence,
        null,
        null,
        List.of());
  }

  /** rag-service finds these entries for queries that hold a word. */
  public void finds(String word, SearchHit... hits) {
    SearchResult result =
        new SearchResult(
            List.of(hits), hits.length == 0 ? 0 : hits[0].confidence(), false, 1, null);
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/search"))
                .withRequestBody(containing(word))
                .willReturn(json(result)));
  }

  /** rag-service answers so for queries that hold a word. */
  public void searchGives(String word, ResponseDefinitionBuilder response) {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/search"))
                .withRequestBody(containing(word))
                .willReturn(response));
  }

  /** ai-service writes this for questions that hold a word. */
  public void writes(String word, AnswerResult result, Duration after) {
    answerGives(word, json(result).withFixedDelay((int) after.toMillis()));
  }

  /** ai-service answers so for questions that hold a word. */
  public void answerGives(String word, ResponseDefinitionBuilder response) {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/answer"))
                .withRequestBody(containing(word))
                .willReturn(response));
  }

  /** ai-service rewrites questions so, when they or their history hold a word. */
  public void rewrites(String word, ResponseDefinitionBuilder response) {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/rewrite"))
                .withRequestBody(containing(word))
                .willReturn(response.withHeader("Content-Type", "application/json")));
  }

  /** erp-sync answers so to questions that hold a text, such as a customer's id. */
  public void erpGives(String word, ErpLookupResult result) {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/erp/lookups"))
                .withRequestBody(containing(word))
                .willReturn(json(result)));
  }

  /** rag-service is away for some searches of a word, and then finds this. */
  public void findsAfter(int failures, String word, SearchHit hit) {
    for (int i = 0; i <= failures; i++) {
      ScenarioMappingBuilder search =
          post(urlEqualTo("/internal/v1/search"))
              .withRequestBody(containing(word))
              .inScenario(word)
              .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "search " + i);
      neighbours()
          .register(
              i < failures
                  ? search
                      .willSetStateTo("search " + (i + 1))
                      .willReturn(aResponse().withStatus(503))
                  : search.willReturn(
                      json(new SearchResult(List.of(hit), hit.confidence(), false, 1, null))));
    }
  }

  /** How often ai-service was asked about a word. */
  public int timesWritten(String word) {
    return neighbours()
        .find(postRequestedFor(urlEqualTo("/internal/v1/answer")).withRequestBody(containing(word)))
        .size();
  }

  /** How often rag-service was asked about a word. */
  public int timesSearched(String word) {
    return neighbours()
        .find(postRequestedFor(urlEqualTo("/internal/v1/search")).withRequestBody(containing(word)))
        .size();
  }

  /** A header of the searches for a word. */
  public List<String> searchHeaders(String word, String name) {
    return neighbours()
        .find(postRequestedFor(urlEqualTo("/internal/v1/search")).withRequestBody(containing(word)))
        .stream()
        .map(request -> request.getHeader(name))
        .toList();
  }

  private static WireMock neighbours() {
    return WireMock.create().host("localhost").port(Neighbourhood.port()).build();
  }

  private ResponseDefinitionBuilder json(Object body) {
    return aResponse().withHeader("Content-Type", "application/json").withBody(bytes(body));
  }

  // --- the database ---

  /** Reads a tenant's rows. */
  public RowSet<Row> rows(String tenantId, String sql, Object... values) {
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(sql).execute(Tuple.tuple(List.of(values))))
        .await()
        .atMost(PATIENCE);
  }

  /** The first column of the first row, as a number. */
  public long count(String tenantId, String sql, Object... values) {
    return rows(tenantId, sql, values).iterator().next().getLong(0);
  }

  /** Waits until every reply of a tenant has its receipt, and what follows from it is stored. */
  public void awaitQuiet(String tenantId) {
    Awaitility.await("receipts of " + tenantId)
        .atMost(PATIENCE)
        .until(() -> count(tenantId, "SELECT count(*) FROM replies WHERE status = 'PENDING'") == 0);
  }

  /** A record as JSON bytes. */
  public byte[] bytes(Object value) {
    try {
      return json.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReplyOut read(byte[] value) {
    try {
      return json.readValue(value, ReplyOut.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
