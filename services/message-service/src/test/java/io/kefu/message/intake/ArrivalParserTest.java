package io.kefu.message.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kefu.contracts.event.MessageIn;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalParserTest {

  private static final String GOOD =
      """
      {"event_id":"01939b2a-0000-7000-8000-000000000001","tenant_id":"t1",
       "occurred_at":"2026-11-20T08:00:00Z","schema_version":1,"agent_id":"a1",
       "received_at":"2026-11-20T08:00:00Z","new_field":true,
       "message":{"message_id":"m1","chat_id":"c1","chat_type":"private","chat_name":"张三",
        "sender_id":"wxid_abc123def","sender_name":"张三","content_type":"text",
        "content":"你好","timestamp":"2026-11-20T08:00:05Z","mentioned":false,"own":false}}
      """;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final ArrivalParser parser = new ArrivalParser(MAPPER.readerFor(MessageIn.class));

  @Test
  void goodRecordIsReadAndAClockThatIsFastIsCorrected() {
    assertThat(parse(GOOD))
        .asInstanceOf(type(ArrivalParser.Readable.class))
        .extracting(ArrivalParser.Readable::arrival)
        .satisfies(arrival -> assertThat(arrival.messageId()).isEqualTo("m1"))
        .satisfies(arrival -> assertThat(arrival.saidAt()).isEqualTo(arrival.receivedAt()))
        .satisfies(arrival -> assertThat(arrival.fingerprint()).isNull());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"message_id\":\"m1\" | \"message_id\":\"\"",
        "\"tenant_id\":\"t1\" | \"tenant_id\":\"*\"",
        "\"agent_id\":\"a1\" | \"agent_id\":\"a/1\"",
        "\"timestamp\":\"2026-11-20T08:00:05Z\" | \"timestamp\":\"-200000-01-01T00:00:00Z\"",
        "\"chat_id\":\"c1\" | \"chat_id\":\"c\\u0000\"",
        "\"chat_type\":\"private\" | \"chat_type\":\"secret\"",
        "\"content\":\"你好\", | ''"
      })
  void recordThatCannotBeStoredIsPoison(String part, String replacement) {
    assertThat(parse(GOOD.replace(part, replacement))).isInstanceOf(ArrivalParser.Poison.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "\"text\"", "{\"tenant_id\":7}"})
  void whatIsNoRecordIsPoison(String value) {
    assertThat(parse(value)).isInstanceOf(ArrivalParser.Poison.class);
  }

  @Test
  void causeOfAPoisonQuotesNoMessageText() {
    String secret = GOOD.replace("\"mentioned\":false", "\"mentioned\":\"密码123\"");

    assertThat(parse(secret))
        .asInstanceOf(type(ArrivalParser.Poison.class))
        .extracting(ArrivalParser.Poison::cause)
        .asString()
        .contains("message.mentioned")
        .doesNotContain("密码123");
  }

  private ArrivalParser.Parsed parse(String value) {
    return parser.parse(value.getBytes(StandardCharsets.UTF_8), null);
  }
}
