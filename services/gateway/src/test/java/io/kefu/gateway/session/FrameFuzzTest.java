package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever an agent sends, reading it ends in an answer that shows nothing of the inside, and what
 * is taken can be written to Kafka and stored. The seed is printed; {@code -Dkefu.fuzz.frames.seed}
 * repeats a run, {@code -Dkefu.fuzz.frames} makes it longer.
 */
class FrameFuzzTest {

  private static final String AGENT = "agent_001";
  private static final int ROUNDS = Integer.getInteger("kefu.fuzz.frames", 30_000);
  private static final int LONGEST_DETAIL = 300;

  private static final Map<String, String> PAYLOADS =
      Map.of(
          "hello",
          "{\"client_version\":\"1\",\"wechat_status\":\"V39\",\"rules_version\":3,"
              + "\"last_reply_id\":\"r1\",\"sealing\":{\"enc\":\"A256GCM\",\"key_id\":\"ab\","
              + "\"salt\":\"c2FsdC1vZi1hbi1hZ2VudA\"}}",
          "message",
          "{\"message_id\":\"m1\",\"chat_id\":\"c1\",\"chat_type\":\"group\",\"chat_name\":\"群\","
              + "\"sender_id\":\"w1\",\"sender_name\":\"王\",\"content_type\":\"file\","
              + "\"content\":\"你好\",\"mentioned\":true,\"timestamp\":\"2026-11-22T02:15:29.5Z\","
              + "\"quote\":{\"sender_name\":\"李\",\"content\":\"报价\"},"
              + "\"attachment\":{\"object_id\":\"o\",\"name\":\"n.pdf\",\"size\":12,\"sha256\":\""
              + "0".repeat(64)
              + "\"}}",
          "ack",
          "{\"command_id\":\"c1\",\"status\":\"DONE\",\"result\":{\"a\":[1,{\"b\":null}]}}",
          "heartbeat",
          "{\"cpu_percent\":0.4,\"memory_mb\":38.5,\"wechat_status\":\"V39\",\"queue_depth\":2,"
              + "\"screen_locked\":false,\"timestamp\":\"2026-11-22T02:15:29.500Z\"}");

  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud83d\"",
          "\"\\udc00\\ud83d\"",
          "\"\ud83d\"",
          "\"\0\"",
          "1e999999999",
          "-1e-999999999",
          "9".repeat(63),
          "9".repeat(1000),
          "0.1e308",
          "NaN",
          "Infinity",
          "true",
          "[]",
          "{}",
          "[".repeat(31) + "]".repeat(31),
          "[".repeat(5000),
          "{\"a\":".repeat(2000),
          "\"" + "长".repeat(20_000) + "\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "1700000000",
          "\"\\\"",
          "{\"enc\":\"A256GCM\",\"nonce\":\"AAAA\",\"data\":\"\"}");

  private final FrameCodec codec = new FrameCodec(Clock.systemUTC());

  /** As EventLog writes. */
  private final ObjectMapper wire =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  @Test
  void whateverComesReadingEndsInAnAnswerAndWhatIsTakenCanBeStored() throws Exception {
    long seed = Long.getLong("kefu.fuzz.frames.seed", 20261122L);
    Random random = new Random(seed);
    Map<String, Integer> ends = new TreeMap<>();

    for (int round = 0; round < ROUNDS; round++) {
      String text = frame(random);
      Inbound read = codec.read(text, AGENT);
      ends.merge(read.getClass().getSimpleName(), 1, Integer::sum);
      check(read, "seed " + seed + ", round " + round);
    }

    System.out.printf("fuzzed %d frames, seed %d: %s%n", ROUNDS, seed, ends);
    assertThat(ends.keySet()).contains("Rejected", "Message", "Greeting", "Beat", "Commanded");
  }

  private void check(Inbound read, String where) throws Exception {
    if (read instanceof Inbound.Rejected rejected) {
      assertThat(rejected.detail())
          .as(where)
          .hasSizeLessThan(LONGEST_DETAIL)
          .doesNotContain("Exception", "com.fasterxml", "java.");
      return;
    }
    Object taken =
        switch (read) {
          case Inbound.Greeting greeting -> greeting.hello();
          case Inbound.Message message -> message.message();
          case Inbound.Receipted receipted -> receipted.receipt();
          case Inbound.Commanded commanded -> commanded.result();
          case Inbound.Beat beat -> beat.heartbeat();
          case Inbound.Rejected rejected -> throw new AssertionError("above");
        };
    String written = new String(wire.writeValueAsBytes(taken), StandardCharsets.UTF_8);
    assertThat(written).as(where).doesNotContain("\\u0000", "\ufffe");
    String again =
        new String(
            wire.writeValueAsBytes(wire.readValue(written, taken.getClass())),
            StandardCharsets.UTF_8);
    assertThat(again).as(where).isEqualTo(written);
  }

  private static String frame(Random random) {
    List<String> types = List.copyOf(new TreeMap<>(PAYLOADS).keySet());
    String type = types.get(random.nextInt(types.size()));
    String payload = PAYLOADS.get(type);
    StringBuilder text =
        new StringBuilder(
            "{\"type\":\"%s\",\"payload\":%s,\"metadata\":{\"agent_id\":\"%s\",\"version\":\"2.0\"}}"
                .formatted(
                    type, random.nextInt(3) == 0 ? oddField(payload, random) : payload, AGENT));
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && text.length() > 1; i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(6)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(0x10000));
        case 2 -> text.insert(at, "{}[],:\"\\u0e1-9".charAt(random.nextInt(14)));
        case 3 -> text.insert(at, text, 0, random.nextInt(text.length()));
        case 4 -> text.setLength(at + 1);
        default -> text.insert(at, ODD_VALUES.get(random.nextInt(ODD_VALUES.size())));
      }
    }
    return text.toString();
  }

  /** One field has an odd value, or comes twice. */
  private static String oddField(String payload, Random random) {
    String[] parts = payload.split("(?<=[,{])(?=\"[a-z_0-9]+\":)");
    int which = 1 + random.nextInt(parts.length - 1);
    String name = parts[which].substring(0, parts[which].indexOf(':') + 1);
    String value = ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
    String rest = random.nextBoolean() ? parts[which] : "";
    String end = rest.isEmpty() && which == parts.length - 1 ? "}" : rest.isEmpty() ? "," : ",";
    parts[which] = name + value + end + rest;
    return String.join("", parts);
  }
}
