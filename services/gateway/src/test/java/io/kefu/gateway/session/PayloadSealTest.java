package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.contracts.frame.FrameType;
import io.kefu.contracts.frame.HeartbeatReply;
import io.kefu.contracts.frame.SealedPayload;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sealed payloads, without a socket: what opens, and what must not. */
class PayloadSealTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AGENT = "agent_001";
  private static final byte[] KEY = bytes("0123456789abcdef0123456789abcdef");
  private static final byte[] AGENT_SALT = bytes("salt-of-an-agent");
  private static final byte[] SERVER_SALT = bytes("salt-of-gateway!");
  private static final String PLACE = PayloadSeal.place("message", AGENT, "2.0");

  private final FrameCodec codec = new FrameCodec(Clock.systemUTC());
  private final PayloadSeal agent = agent(KEY, AGENT_SALT, SERVER_SALT);
  private final PayloadSeal server = server(KEY, AGENT_SALT, SERVER_SALT);

  @Test
  void bothEndsUnderstandEachOtherAndNobodyElseDoes() throws Exception {
    SealedPayload up = agent.seal(PLACE, "{\"content\":\"保修多久？\"}");
    SealedPayload again = agent.seal(PLACE, "{\"content\":\"保修多久？\"}");

    assertThat(JSON.readTree(server.open(PLACE, up)).path("payload").path("content").asText())
        .isEqualTo("保修多久？");
    assertThat(up.data()).isNotEqualTo(again.data());
    assertThat(up.nonce()).hasSize(16).isNotEqualTo(again.nonce());
    assertThat(PayloadSeal.keyId(KEY)).hasSize(16).isNotEqualTo(PayloadSeal.keyId(other()));
  }

  @Test
  void anotherKeySessionDirectionOrPlaceOpensNothing() {
    SealedPayload up = agent.seal(PLACE, "{}");

    assertBroken(server(other(), AGENT_SALT, SERVER_SALT), PLACE, up);
    assertBroken(server(KEY, AGENT_SALT, bytes("salt-of-tomorrow")), PLACE, up);
    assertBroken(server(KEY, bytes("salt-of-tomorrow"), SERVER_SALT), PLACE, up);
    // What the server said does not come back to it as an agent's word.
    assertBroken(server, PLACE, server.seal(PLACE, "{}"));
    assertBroken(server, PayloadSeal.place("ack", AGENT, "2.0"), up);
    assertBroken(server, PayloadSeal.place("message", "agent_002", "2.0"), up);
    assertBroken(server, PayloadSeal.place("message", AGENT, "2.1"), up);
    assertBroken(
        PayloadSeal.ofServer(KEY, "agent_002", AGENT_SALT, SERVER_SALT, new SecureRandom()),
        PLACE,
        up);
  }

  @Test
  void noBitOfItCanBeChanged() {
    SealedPayload up = agent.seal(PLACE, "{\"content\":\"好\"}");
    char[] alphabet = "AZaz09-_".toCharArray();
    for (int at = 0; at < up.data().length(); at++) {
      for (char c : alphabet) {
        // The last characters hold unused bits, which the decoder refuses or ignores.
        if (up.data().charAt(at) != c && at < up.data().length() - 1) {
          assertBroken(
              server,
              PLACE,
              new SealedPayload(
                  up.enc(),
                  up.nonce(),
                  up.data().substring(0, at) + c + up.data().substring(at + 1)));
        }
      }
    }
    assertBroken(server, PLACE, new SealedPayload("none", up.nonce(), up.data()));
    assertBroken(server, PLACE, new SealedPayload(up.enc(), "", up.data()));
    assertBroken(server, PLACE, new SealedPayload(up.enc(), up.nonce(), ""));
    assertBroken(server, PLACE, new SealedPayload(up.enc(), "!", "?"));
    assertBroken(server, PLACE, new SealedPayload(up.enc(), up.nonce(), up.data().substring(4)));
  }

  @Test
  void whatComesTwiceOrOutOfTurnIsRefusedAndEndsTheSession() {
    List<String> frames = IntStream.range(0, 4).mapToObj(i -> heartbeat()).toList();

    assertThat(read(frames.get(0))).isInstanceOf(Inbound.Beat.class);
    assertBroken(read(frames.get(0)));
    assertBroken(read(frames.get(2)));
    assertThat(read(frames.get(1))).isInstanceOf(Inbound.Beat.class);
    assertThat(read(frames.get(2))).isInstanceOf(Inbound.Beat.class);
    assertBroken(read(frames.get(1)));
  }

  @Test
  void aTypeOfALaterVersionIsAnsweredAndTheNextFrameIsRead() {
    String later =
        sealed(
            "whisper", "{\"x\":1}", agent.seal(PayloadSeal.place("whisper", AGENT, "2.0"), "{}"));

    Inbound first = read(later);
    Inbound second = read(heartbeat());

    assertThat(first)
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo(FrameError.UNKNOWN_TYPE);
              assertThat(rejected.fatal()).isFalse();
            });
    assertThat(second).isInstanceOf(Inbound.Beat.class);
  }

  @Test
  void aPlainFrameInASealedSessionAndASealedOneInAPlainSessionEndIt() {
    String plain = codec.write(FrameType.HEARTBEAT, new HeartbeatReply(Instant.EPOCH), AGENT);

    assertThat(read(plain))
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo(FrameError.SEALING_REQUIRED);
              assertThat(rejected.fatal()).isTrue();
            });
    assertBroken(codec.read(heartbeat(), AGENT));
  }

  @Test
  void whatIsInsideObeysTheSameRulesAsAPlainFrame() {
    String deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);
    String nul =
        """
        {"message_id":"m-1","chat_id":"c","chat_type":"private","chat_name":"n","sender_id":"s",\
        "sender_name":"s","content_type":"text","content":"a\\u0000b\\ud800","own":false,\
        "timestamp":"2026-11-22T02:15:29Z","mentioned":false}\
        """;

    assertBroken(read(sealed("message", deep, agent.seal(PLACE, deep))));
    PayloadSeal next = agent(KEY, AGENT_SALT, SERVER_SALT);
    Inbound message = read(sealed("message", nul, next.seal(PLACE, nul)));

    assertThat(message)
        .isInstanceOfSatisfying(
            Inbound.Message.class,
            one -> assertThat(one.message().content()).isEqualTo("ab\ufffd"));
  }

  @Test
  void aVectorThatBothProgramsKeep() throws Exception {
    assertThat(PayloadSeal.keyId(KEY)).isEqualTo("8c9be04da198b4b0");
    String inside =
        server.open(
            PLACE,
            new SealedPayload(
                "A256GCM",
                "AAECAwQFBgcICQoL",
                "tcXrLJu2zJXK9nwRyI5O1W3TSDidxrv3wAmISA_l6l-fYc-cys6wbLPf6uZRI_-f4KeFPDsevwM"));

    assertThat(inside).isEqualTo("{\"seq\":1,\"payload\":{\"content\":\"你好\"}}");
  }

  private Inbound read(String frame) {
    return codec.read(frame, AGENT, server);
  }

  private String heartbeat() {
    String payload =
        "{\"cpu_percent\":1,\"memory_mb\":40,\"wechat_status\":\"V39\",\"queue_depth\":0,"
            + "\"screen_locked\":false,\"timestamp\":\"2026-11-22T02:15:29Z\"}";
    return sealed(
        "heartbeat", payload, agent.seal(PayloadSeal.place("heartbeat", AGENT, "2.0"), payload));
  }

  private static String sealed(String type, String inside, SealedPayload payload) {
    ObjectNode frame = JSON.createObjectNode().put("type", type);
    frame
        .putObject("payload")
        .put("enc", payload.enc())
        .put("nonce", payload.nonce())
        .put("data", payload.data());
    frame.putObject("metadata").put("agent_id", AGENT).put("version", "2.0");
    assertThat(frame.toString()).doesNotContain(inside);
    return frame.toString();
  }

  private static void assertBroken(Inbound inbound) {
    assertThat(inbound)
        .isInstanceOfSatisfying(
            Inbound.Rejected.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo(FrameError.SEAL_BROKEN);
              assertThat(rejected.fatal()).isTrue();
            });
  }

  private static void assertBroken(PayloadSeal end, String place, SealedPayload payload) {
    assertThatThrownBy(() -> end.open(place, payload)).isInstanceOf(PayloadSeal.Broken.class);
  }

  private static PayloadSeal agent(byte[] key, byte[] agentSalt, byte[] serverSalt) {
    return PayloadSeal.ofAgent(key, AGENT, agentSalt, serverSalt, new SecureRandom());
  }

  private static PayloadSeal server(byte[] key, byte[] agentSalt, byte[] serverSalt) {
    return PayloadSeal.ofServer(key, AGENT, agentSalt, serverSalt, new SecureRandom());
  }

  private static byte[] other() {
    return bytes("f123456789abcdef0123456789abcdef");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
