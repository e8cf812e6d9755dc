package io.kefu.gateway.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTextTest {

  private static final String STREAM =
      ": a comment\r\n\r\nid: 1\nevent: picture\ndata: {\"a\":\"二\"}\n\ndata:x\ndata:y\n\ndata:cut";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void eventsAreWholeHoweverTheBytesCome(int pieces) {
    byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
    EventText text = new EventText();

    List<ServerEvent> events = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += pieces) {
      events.addAll(
          text.add(
              Buffer.buffer(
                  java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + pieces)))));
    }

    assertThat(events)
        .containsExactly(
            new ServerEvent("picture", "{\"a\":\"二\"}"), new ServerEvent(null, "x\ny"));
  }
}
