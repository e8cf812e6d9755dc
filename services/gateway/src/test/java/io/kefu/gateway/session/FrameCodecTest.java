package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.frame.Ack;
import io.kefu.contracts.frame.FrameType;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

  private static final String AGENT = "agent_001";
  private static final Instant NOW = Instant.parse("2026-11-22T02:15:30Z");
  private static final String MESSAGE =
      """
      {"message_id":"m1","chat_id":"c1","chat_type":"group","chat_name":"群","sender_id":"w1",
       "sender_name":"王","content_type":"text","content":"你好","mentioned":true,
       "timestamp":"2026-11-22T02:15:29.5Z","new_field":{"is":"ignored"}}""";

  private final FrameCodec codec = new FrameCodec(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aMessageIsRead() {
    Inbound read = codec.read(frame("message", MESSAGE), AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Message.class,
            message -> {
              assertThat(message.message().messageId()).isEqualTo("m1");
              assertThat(message.message().mentioned()).isTrue();
              assertThat(message.message().own()).isFalse();
            });
  }

  @Test
  void aTokenInHelloStaysOutOfTheHello() {
    String payload =
        "{\"client_version\":\"1\",\"wechat_status\":\"V39\",\"rules_version\":1,"
            + "\"access_token\":\"secret\"}";

    Inbound read = codec.read(frame("hello", payload), AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Greeting.class,
            greeting -> assertThat(greeting.accessToken()).isEqualTo(Optional.of("secret")));
    assertThat(read.toString()).doesNotContain("secret");
  }

  @Test
  void aReceiptWithoutATimeGetsTheServers() {
    Inbound read = codec.read(frame("ack", "{\"reply_id\":\"r1\",\"status\":\"UNKNOWN\"}"), AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Receipted.class,
            receipted -> assertThat(receipted.receipt().timestamp()).isEqualTo(NOW));
  }

  @Test
  void aCommandResultIsRead() {
    Inbound read =
        codec.read(
            frame("ack", "{\"command_id\":\"c1\",\"status\":\"DONE\",\"result\":{\"a\":1}}"),
            AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Commanded.class,
            commanded -> assertThat(commanded.result().result()).isEqualTo(Map.of("a", 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ack       | {"message_id":"m1"}                        | an agent acknowledges
          ack       | {"reply_id":"r1"}                          | needs a status
          ack       | {"reply_id":"r1","status":"DONE"}          | status: must be one of
          ack       | {"reply_id":"r1","command_id":"c1","status":"SENT"} | exactly one
          ack       | {"reply_id":"","status":"SENT"}            | reply_id
          hello     | {}                                         | client_version: is missing
          hello     | {"client_version":"1","wechat_status":"X"} | wechat_status
          hello     | {"client_version":"1","wechat_status":"V39","rules_version":-1} | rules_version
          heartbeat | {"wechat_status":"V39"}                    | timestamp: is missing
          heartbeat | {"wechat_status":"V39","timestamp":"2026-11-22T02:15:29Z","cpu_percent":-1} | cpu_percent
          message   | {"message_id":"m1"}                        | chat_id: is missing
          message   | []                                         | payload: must be an object
          """)
  void whatIsWrongIsSaid(String type, String payload, String detail) {
    Inbound read = codec.read(frame(type, payload), AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo(FrameError.INVALID_FRAME);
              assertThat(rejected.detail()).contains(detail);
              assertThat(rejected.fatal()).isFalse();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "\"message_id\":\"m1\",\"message_id\":\"\",message_id",
    "\"chat_type\":\"group\",\"chat_type\":\"crowd\",chat_type",
    "\"timestamp\":\"2026-11-22T02:15:29.5Z\",\"timestamp\":\"+99999-01-01T00:00:00Z\",timestamp",
    "\"timestamp\":\"2026-11-22T02:15:29.5Z\",\"timestamp\":\"yesterday\",timestamp",
    "\"content\":\"你好\",\"content\":{},content",
    "\"content\":\"你好\",\"content\":12,content",
    "\"chat_id\":\"c1\",\"chat_id\":1e999,chat_id",
    "\"sender_id\":\"w1\",\"sender_id\":true,sender_id",
  })
  void messagesThatCouldNotBeStoredAreRefusedByField(String good, String bad, String field) {
    Inbound read = codec.read(frame("message", MESSAGE.replace(good, bad)), AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo(FrameError.INVALID_FRAME);
              assertThat(rejected.detail()).contains(field).doesNotContain("yesterday");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "nope", "[]", "1", "null", "\"x\"", "{", "{} {}", "{\"a\":1}x"})
  void whatIsNotOneJsonObjectIsBadJson(String text) {
    assertThat(codec.read(text, AGENT))
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> assertThat(rejected.error()).isEqualTo(FrameError.BAD_JSON));
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);

    assertThat(codec.read(deep, AGENT))
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> assertThat(rejected.error()).isEqualTo(FrameError.BAD_JSON));
  }

  @Test
  void anotherProtocolVersionIsFatalAndANewerMinorOneIsNot() {
    Inbound three = codec.read(frame("message", MESSAGE).replace("2.0", "3.0"), AGENT);
    Inbound minor = codec.read(frame("message", MESSAGE).replace("2.0", "2.7"), AGENT);

    assertThat(three)
        .isInstanceOfSatisfying(
            Inbound.Rejected.class, rejected -> assertThat(rejected.fatal()).isTrue());
    assertThat(minor).isInstanceOf(Inbound.Message.class);
  }

  @Test
  void escapesThatNoDatabaseStoresAreCleaned() {
    Inbound read = codec.read(frame("message", MESSAGE.replace("你好", "a\\u0000b\\ud83dc")), AGENT);

    assertThat(read)
        .isInstanceOfSatisfying(
            Inbound.Message.class,
            message -> assertThat(message.message().content()).isEqualTo("ab\ufffdc"));
  }

  @Test
  void framesAreWrittenAsTheContractSays() {
    String written = codec.write(FrameType.ACK, Ack.ofMessage("m1", NOW), AGENT);

    assertThat(written)
        .isEqualTo(
            "{\"type\":\"ack\",\"payload\":{\"message_id\":\"m1\","
                + "\"timestamp\":\"2026-11-22T02:15:30Z\"},"
                + "\"metadata\":{\"agent_id\":\"agent_001\",\"version\":\"2.0\"}}");
  }

  private static String frame(String type, String payload) {
    return "{\"type\":\"%s\",\"payload\":%s,\"metadata\":{\"agent_id\":\"%s\",\"version\":\"2.0\"}}"
        .formatted(type, payload, AGENT);
  }
}
