package io.kefu.gateway.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.contracts.frame.SealedPayload;

/** A frame whose payload is sealed; what is inside obeys the rules of a plain one. Pure. */
final class SealedFrame {

  private SealedFrame() {}

  /** The frame with its payload open; a type that we do not know is opened too, for its number. */
  static JsonNode opened(ObjectMapper json, ObjectNode frame, String agentId, PayloadSeal seal)
      throws PayloadSeal.Broken, JsonProcessingException {
    String place =
        PayloadSeal.place(
            frame.path("type").asText(), agentId, frame.path("metadata").path("version").asText());
    SealedPayload sealed = json.treeToValue(frame.path("payload"), SealedPayload.class);
    String text = seal.open(place, sealed);
    JsonNode inside = json.readTree(text);
    if (!seal.inTurn(inside.path("seq").asLong(-1))) {
      throw new PayloadSeal.Broken("A payload came twice, or one is missing before it.");
    }
    JsonNode payload = inside.path("payload");
    if (!payload.isObject()) {
      throw new PayloadSeal.Broken("Seal an object with seq and payload.");
    }
    return frame
        .objectNode()
        .<ObjectNode>setAll(frame)
        .set("payload", TextHygiene.needed(text) ? TextHygiene.clean(payload) : payload);
  }
}
