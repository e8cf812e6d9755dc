package io.kefu.local.migration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.local.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Messages with their answers, and sessions, as the platform takes them. */
final class OldHistory {

  static final String MESSAGES = "messages";
  static final String SESSIONS = "sessions";

  private static final int MAX_CONTENT = 20_000;
  private static final int MAX_ID = 200;
  private static final int MAX_REASON = 1_000;
  private static final int MAX_TAG = 40;
  private static final Set<String> FAILED = Set.of("failed", "error", "send_failed");
  private static final Map<String, String> OUTCOMES =
      Map.ofEntries(
          Map.entry("solved", "solved"),
          Map.entry("resolved", "solved"),
          Map.entry("已解决", "solved"),
          Map.entry("unsolved", "unsolved"),
          Map.entry("unresolved", "unsolved"),
          Map.entry("未解决", "unsolved"),
          Map.entry("transferred", "transferred"),
          Map.entry("handoff", "transferred"),
          Map.entry("转人工", "transferred"),
          Map.entry("abandoned", "abandoned"),
          Map.entry("timeout", "abandoned"));
  private static final Map<String, String> RESOLVERS =
      Map.of(
          "ai",
          "ai",
          "bot",
          "ai",
          "human",
          "human",
          "agent",
          "human",
          "self",
          "self",
          "customer",
          "self");

  /** What was said in one session. */
  static final class Session {
    private String chatId;
    private String senderId;
    private String senderName;
    private Instant first;
    private Instant last;
    private long messages;
    private long answers;
    private long handovers;
  }

  private final MigrationPlan plan;
  private final MigrationReport report;
  private final Map<Long, Session> sessions = new HashMap<>();
  private final Map<String, Session> withoutSession = new LinkedHashMap<>();
  private final Set<Long> sessionIds = new HashSet<>();
  private final Set<String> requests = new HashSet<>();

  OldHistory(MigrationPlan plan, MigrationReport report) {
    this.plan = plan;
    this.report = report;
  }

  /** Looks at all sessions first: a message may lack what its session knows. */
  void survey(OldDatabase database) {
    database.rows(
        SESSIONS,
        row -> {
          long id = row.number("id").isPresent() ? (long) row.number("id").getAsDouble() : row.id();
          Session session = new Session();
          session.chatId = row.text("group_id").orElse(null);
          session.senderId = row.text("sender_id").orElse(null);
          session.senderName = row.firstOf("sender_name", "customer_name").orElse(null);
          if (session.senderId == null && row.text("session_key").isPresent()) {
            String key = row.text("session_key").get();
            int colon = key.lastIndexOf(':');
            session.senderId = colon > 0 ? key.substring(colon + 1) : null;
            session.chatId =
                session.chatId == null && colon > 0 ? key.substring(0, colon) : session.chatId;
          }
          session.first = row.time("created_at", plan.zone()).orElse(null);
          sessions.put(id, session);
          sessionIds.add(id);
        });
  }

  /** The exchange of a row; empty when there is none in it, which the report then says. */
  Optional<ObjectNode> exchange(OldRow row) {
    MigrationReport.Table told = report.table(MESSAGES);
    told.read(row);
    Session session =
        row.number("session_id").isPresent()
            ? sessions.get((long) row.number("session_id").getAsDouble())
            : null;
    Optional<String> content = row.text("user_message");
    Optional<String> senderId =
        row.text("sender_id").or(() -> known(session == null ? null : session.senderId));
    Optional<String> senderName =
        row.text("sender_name").or(() -> known(session == null ? null : session.senderName));
    Optional<String> chatId =
        row.text("group_id")
            .or(() -> known(session == null ? null : session.chatId))
            .or(() -> senderId)
            .or(() -> senderName);
    Optional<Instant> answeredAt = row.time("responded_at", plan.zone());
    Optional<Instant> saidAt =
        row.time("received_at", plan.zone())
            .or(() -> answeredAt)
            .or(() -> Optional.ofNullable(session == null ? null : session.first));
    if (content.isEmpty()) {
      told.skip(row, "the customer's text is empty");
      return Optional.empty();
    }
    if (senderId.isEmpty() && senderName.isEmpty()) {
      told.skip(row, "nobody knows who said it");
      return Optional.empty();
    }
    if (saidAt.isEmpty()) {
      told.skip(row, "no time that can be read");
      return Optional.empty();
    }
    Optional<String> request = row.text("request_id");
    if (request.isPresent() && !requests.add(request.get())) {
      told.skip(row, "the same request_id as an earlier row");
      return Optional.empty();
    }
    if (row.text("received_at").isPresent() && row.time("received_at", plan.zone()).isEmpty()) {
      told.note(row, "received_at is no time; another time of the row was taken");
    }
    ObjectNode exchange = Json.MAPPER.createObjectNode();
    exchange.put("key", row.text("id").orElse(Long.toString(row.id())));
    exchange.put("chat_id", OldCustomers.clipped(chatId.get(), MAX_ID));
    exchange.put(
        "chat_name",
        OldCustomers.clipped(
            row.text("group_name").or(() -> senderName).orElse(chatId.get()), MAX_ID));
    exchange.put("group", group(row, chatId.get(), senderId.orElse(""), senderName.orElse("")));
    exchange.put("sender_id", OldCustomers.clipped(senderId.orElse(""), MAX_ID));
    exchange.put("sender_name", OldCustomers.clipped(senderName.orElse(""), MAX_ID));
    exchange.put("content", cut(told, row, "user_message", content.get()));
    exchange.put("said_at", saidAt.get().toString());
    ObjectNode answer = answer(told, row, saidAt.get(), answeredAt);
    exchange.set("answer", answer);
    count(row, exchange, answer, saidAt.get());
    return Optional.of(exchange);
  }

  private static Optional<String> known(String text) {
    return Optional.ofNullable(text);
  }

  private static boolean group(OldRow row, String chatId, String senderId, String senderName) {
    return chatId.endsWith("@chatroom")
        || row.text("group_id").isPresent()
            && !chatId.equals(senderId)
            && !chatId.equals(senderName);
  }

  private static String cut(MigrationReport.Table told, OldRow row, String column, String text) {
    if (text.length() <= MAX_CONTENT) {
      return text;
    }
    told.note(row, "%s was cut at %d characters".formatted(column, MAX_CONTENT));
    int end = Character.isHighSurrogate(text.charAt(MAX_CONTENT - 1)) ? 1 : 0;
    return text.substring(0, MAX_CONTENT - end);
  }

  private static ObjectNode answer(
      MigrationReport.Table told, OldRow row, Instant saidAt, Optional<Instant> answeredAt) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    Optional<String> text = row.text("bot_response");
    Optional<String> branch = row.text("branch");
    boolean handed =
        row.text("handoff_reason").isPresent()
            || branch.filter(name -> name.toLowerCase(Locale.ROOT).contains("hand")).isPresent();
    answer.put("action", handed ? "transfer_human" : text.isPresent() ? "reply" : "ignore");
    answer.put("content", cut(told, row, "bot_response", text.orElse("")));
    answer.put(
        "failed",
        row.text("status")
            .filter(status -> FAILED.contains(status.toLowerCase(Locale.ROOT)))
            .isPresent());
    row.text("error_message")
        .ifPresent(error -> answer.put("error", OldCustomers.clipped(error, MAX_REASON)));
    answer.put(
        "answered_at", answeredAt.filter(at -> !at.isBefore(saidAt)).orElse(saidAt).toString());
    branch.ifPresent(name -> answer.put("branch", OldCustomers.clipped(name, MAX_ID)));
    row.text("handoff_reason")
        .ifPresent(why -> answer.put("reason", OldCustomers.clipped(why, MAX_REASON)));
    confidence(told, row).ifPresent(value -> answer.put("confidence", value));
    Optional<List<String>> evidence = row.list("evidence_ids");
    if (evidence.isEmpty()) {
      told.note(row, "evidence_ids is broken JSON; left out");
    }
    ArrayNode ids = answer.putArray("evidence");
    evidence.orElse(List.of()).forEach(id -> ids.add(OldCustomers.clipped(id, MAX_ID)));
    row.text("provider")
        .ifPresent(name -> answer.put("provider", OldCustomers.clipped(name, MAX_ID)));
    row.text("model").ifPresent(name -> answer.put("model", OldCustomers.clipped(name, MAX_ID)));
    Map.of(
            "tokens_in", "token_in",
            "tokens_out", "token_out",
            "receive_ms", "latency_receive_ms",
            "retrieve_ms", "latency_retrieval_ms",
            "generate_ms", "latency_generation_ms",
            "send_ms", "latency_send_ms")
        .forEach((field, column) -> answer.put(field, row.count(column)));
    return answer;
  }

  /** 0 to 1; some installations wrote percent. */
  private static OptionalDouble confidence(MigrationReport.Table told, OldRow row) {
    OptionalDouble number = row.number("confidence");
    if (number.isEmpty()) {
      return number;
    }
    double value = number.getAsDouble() > 1 ? number.getAsDouble() / 100 : number.getAsDouble();
    if (value < 0 || value > 1) {
      told.note(row, "confidence is out of range; left out");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  private void count(OldRow row, ObjectNode exchange, ObjectNode answer, Instant at) {
    Session session =
        row.number("session_id").isPresent()
            ? sessions.get((long) row.number("session_id").getAsDouble())
            : null;
    String chatId = exchange.path("chat_id").asText();
    String senderId = exchange.path("sender_id").asText();
    if (session == null) {
      session =
          withoutSession.computeIfAbsent(
              chatId + '\n' + senderId + '\n' + exchange.path("sender_name").asText(),
              unknown -> new Session());
    }
    session.chatId = chatId;
    session.senderId = senderId;
    session.senderName = exchange.path("sender_name").asText();
    session.messages++;
    session.answers += answer.path("action").asText().equals("reply") ? 1 : 0;
    session.handovers += answer.path("action").asText().equals("transfer_human") ? 1 : 0;
    Instant end = Instant.parse(answer.path("answered_at").asText());
    session.first = session.first == null || at.isBefore(session.first) ? at : session.first;
    session.last = session.last == null || end.isAfter(session.last) ? end : session.last;
  }

  /** The session of a row; empty when nothing was said in it. Only after all messages. */
  Optional<ObjectNode> session(OldRow row) {
    MigrationReport.Table told = report.table(SESSIONS);
    told.read(row);
    long id = row.number("id").isPresent() ? (long) row.number("id").getAsDouble() : row.id();
    Session session = sessions.get(id);
    if (session == null || session.messages == 0) {
      told.skip(row, "no message of it was taken");
      return Optional.empty();
    }
    ObjectNode ended = common(Long.toString(id), session);
    row.text("conversation_outcome")
        .ifPresent(
            text -> {
              String outcome = OUTCOMES.get(text.toLowerCase(Locale.ROOT));
              if (outcome == null) {
                told.note(row, "conversation_outcome is unknown; concluded from the messages");
              } else {
                ended.put("outcome", outcome);
              }
            });
    row.text("resolved_by")
        .map(text -> RESOLVERS.get(text.toLowerCase(Locale.ROOT)))
        .ifPresent(who -> ended.put("resolved_by", who));
    row.firstOf("outcome_reason", "summary")
        .ifPresent(why -> ended.put("reason", OldCustomers.clipped(why, MAX_REASON)));
    row.number("satisfaction_score")
        .ifPresent(
            score -> {
              if (score >= 1 && score <= 5) {
                ended.put("satisfaction", (int) Math.round(score));
              } else {
                told.note(row, "satisfaction_score is not 1 to 5; left out");
              }
            });
    Optional<List<String>> tags = row.list("tags");
    if (tags.isEmpty()) {
      told.note(row, "tags is broken JSON; left out");
    }
    ArrayNode kept = ended.putArray("tags");
    tags.orElse(List.of()).stream()
        .map(tag -> OldCustomers.clipped(tag, MAX_TAG))
        .distinct()
        .limit(50)
        .forEach(kept::add);
    ended.put("first_response_ms", row.count("first_response_time_ms"));
    return Optional.of(ended);
  }

  /** Sessions of messages that name none, or one that is gone: each customer of a chat has one. */
  List<ObjectNode> withoutSession() {
    List<ObjectNode> all = new ArrayList<>();
    withoutSession.forEach(
        (key, session) -> all.add(common("chat-" + Integer.toHexString(key.hashCode()), session)));
    return all;
  }

  private static ObjectNode common(String key, Session session) {
    ObjectNode ended = Json.MAPPER.createObjectNode();
    ended.put("key", key);
    ended.put("chat_id", session.chatId);
    ended.put("sender_id", session.senderId);
    ended.put("sender_name", session.senderName);
    ended.put("started_at", session.first.toString());
    ended.put("ended_at", session.last.toString());
    ended.put("messages", session.messages);
    ended.put("ai_replies", session.answers);
    ended.put("handovers", session.handovers);
    return ended;
  }
}
