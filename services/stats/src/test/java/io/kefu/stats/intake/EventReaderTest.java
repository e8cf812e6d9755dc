package io.kefu.stats.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kefu.contracts.Topics;
import io.kefu.stats.Events;
import io.kefu.stats.intake.EventReader.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

  private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final EventReader reader = new EventReader(MAPPER, Duration.ofDays(35));

  @Test
  void readsAMessage() throws Exception {
    byte[] value = MAPPER.writeValueAsBytes(new Events("demo").message("m1", NOW));

    Reading reading = reader.read(Topics.MESSAGE_IN, value, NOW);

    assertThat(reading).isInstanceOf(Reading.Good.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "42", "{", "{\"tenant_id\":\"demo\"}", "\u0000"})
  void refusesWhatIsNoEvent(String value) {
    Reading reading = reader.read(Topics.MESSAGE_IN, value.getBytes(StandardCharsets.UTF_8), NOW);

    assertThat(reading).isInstanceOf(Reading.Poison.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "", "a/b", "名"})
  void refusesATenantThatIsNone(String tenant) throws Exception {
    byte[] value = MAPPER.writeValueAsBytes(new Events(tenant).message("m1", NOW));

    Reading reading = reader.read(Topics.MESSAGE_IN, value, NOW);

    assertThat(reading).isInstanceOf(Reading.Poison.class);
  }

  @Test
  void doesNotQuoteTheCustomerInTheCause() throws Exception {
    String value =
        MAPPER
            .writeValueAsString(new Events("demo").message("m1", NOW))
            .replace("\"private\"", "\"保修多久？\"");

    Reading reading = reader.read(Topics.MESSAGE_IN, value.getBytes(StandardCharsets.UTF_8), NOW);

    assertThat(((Reading.Poison) reading).cause()).contains("chat_type").doesNotContain("保修");
  }

  @Test
  void doesNotCountWhatIsOlderThanItsMemory() throws Exception {
    byte[] value =
        MAPPER.writeValueAsBytes(new Events("demo").message("m1", NOW.minus(Duration.ofDays(36))));

    Reading reading = reader.read(Topics.MESSAGE_IN, value, NOW);

    assertThat(reading).isInstanceOf(Reading.TooOld.class);
  }

  @Test
  void refusesATimeInTheFuture() throws Exception {
    byte[] value =
        MAPPER.writeValueAsBytes(new Events("demo").message("m1", NOW.plus(Duration.ofDays(2))));

    Reading reading = reader.read(Topics.MESSAGE_IN, value, NOW);

    assertThat(reading).isInstanceOf(Reading.Poison.class);
  }
}
