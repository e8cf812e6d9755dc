package io.kefu.gateway.neighbour;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes server-sent events out of what comes over the wire in any pieces. */
final class EventText {

  private static final int MAX_BYTES = 1 << 20;
  private static final String DATA = "data:";
  private static final String NAME = "event:";

  private Buffer line = Buffer.buffer();
  private String name;
  private final StringBuilder data = new StringBuilder();

  /**
   * The events that these bytes complete.
   *
   * @throws IllegalStateException for an event that is larger than any
   */
  List<ServerEvent> add(Buffer bytes) {
    List<ServerEvent> events = new ArrayList<>();
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.getByte(i) != '\n') {
        line.appendByte(bytes.getByte(i));
        if (line.length() + data.length() > MAX_BYTES) {
          throw new IllegalStateException("an event of more than " + MAX_BYTES + " bytes");
        }
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
      line = Buffer.buffer();
      if (text.startsWith(DATA)) {
        data.append(data.isEmpty() ? "" : "\n").append(text.substring(DATA.length()).strip());
      } else if (text.startsWith(NAME)) {
        name = text.substring(NAME.length()).strip();
      } else if (text.isEmpty()) {
        if (!data.isEmpty()) {
          events.add(new ServerEvent(name, data.toString()));
        }
        data.setLength(0);
        name = null;
      }
    }
    return events;
  }
}
