package io.kefu.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.contracts.frame.SealedPayload;
import io.kefu.gateway.session.PayloadSeal;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A WebSocket client that can misbehave: it writes frames byte by byte, so that broken, oversized
 * and binary ones can be sent, and it can stop reading.
 */
public final class AgentClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Socket socket;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int status;
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private volatile Integer closeCode;
  private volatile boolean ended;
  private volatile boolean reading = true;
  private volatile PayloadSeal seal;

  private AgentClient(Socket socket, int status) {
    this.socket = socket;
    this.status = status;
  }

  /** Asks for the upgrade; the status says whether it was granted. */
  public static AgentClient connect(int port, String path, String token) {
    return connect(port, path, token, 0);
  }

  /**
   * The same with a receive buffer of this size, so that what is not read soon fills the gateway's.
   */
  public static AgentClient connect(int port, String path, String token, int receiveBuffer) {
    try {
      Socket socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setTcpNoDelay(true);
      String key =
          Base64.getEncoder()
              .encodeToString("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
              + key
              + "\r\n"
              + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int status = Integer.parseInt(line(in).split(" ")[1]);
      String header = line(in);
      while (!header.isEmpty()) {
        header = line(in);
      }
      AgentClient client = new AgentClient(socket, status);
      if (status == 101) {
        Thread.ofPlatform().name("agent-client").daemon().start(() -> client.read(in));
      }
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int status() {
    return status;
  }

  public List<JsonNode> received() {
    return received;
  }

  public Integer closeCode() {
    return closeCode;
  }

  public boolean ended() {
    return ended;
  }

  /** Leaves what comes in the kernel's buffers. */
  public void stopReading() {
    reading = false;
  }

  /** Takes up what waits. */
  public void startReading() {
    reading = true;
  }

  public void send(String text) {
    frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Seals what is said from now on, and opens what is heard. */
  public void sealWith(PayloadSeal agreed) {
    seal = agreed;
  }

  /** The text of a frame, sealed where that was agreed. */
  public String text(String type, String agentId, String payload) {
    if (seal != null) {
      SealedPayload sealed = seal.seal(PayloadSeal.place(type, agentId, "2.0"), payload);
      payload =
          "{\"enc\":\"%s\",\"nonce\":\"%s\",\"data\":\"%s\"}"
              .formatted(sealed.enc(), sealed.nonce(), sealed.data());
    }
    return "{\"type\":\"%s\",\"payload\":%s,\"metadata\":{\"agent_id\":\"%s\",\"version\":\"2.0\"}}"
        .formatted(type, payload, agentId);
  }

  public void send(String type, String agentId, String payload) {
    send(text(type, agentId, payload));
  }

  public void hello(String agentId) {
    send(
        "hello",
        agentId,
        "{\"client_version\":\"0.1.0\",\"wechat_status\":\"SIMULATED\",\"rules_version\":0}");
  }

  public void message(String agentId, String messageId, String chatId, String content) {
    send("message", agentId, messagePayload(messageId, chatId, content));
  }

  public static String messagePayload(String messageId, String chatId, String content) {
    return JSON.createObjectNode()
        .put("message_id", messageId)
        .put("chat_id", chatId)
        .put("chat_type", "private")
        .put("chat_name", "王先生")
        .put("sender_id", "wxid_1")
        .put("sender_name", "王先生")
        .put("content_type", "text")
        .put("content", content)
        .put("timestamp", "2026-11-22T02:15:29.500Z")
        .put("mentioned", false)
        .put("own", false)
        .toString();
  }

  /** Writes one masked frame with these first bits and this payload. */
  public void frame(int head, byte[] payload) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
      out.write(head);
      if (payload.length < 126) {
        out.write(0x80 | payload.length);
      } else if (payload.length < 65536) {
        out.write(0x80 | 126);
        out.write(payload.length >>> 8);
        out.write(payload.length);
      } else {
        out.write(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
          out.write((int) ((long) payload.length >>> shift));
        }
      }
      // A mask of zeros leaves the payload as it is.
      out.write(new byte[4]);
      out.write(payload);
      synchronized (this) {
        socket.getOutputStream().write(out.toByteArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a frame of this type that meets the condition. */
  public JsonNode await(String type, Predicate<JsonNode> condition) {
    return Awaitility.await(type)
        .atMost(PATIENCE)
        .until(
            () ->
                received.stream()
                    .filter(frame -> frame.path("type").textValue().equals(type))
                    .filter(frame -> condition.test(frame.path("payload")))
                    .findFirst()
                    .orElse(null),
            found -> found != null)
        .path("payload");
  }

  public JsonNode await(String type) {
    return await(type, payload -> true);
  }

  public int awaitClose() {
    return Awaitility.await("close").atMost(PATIENCE).until(() -> closeCode, code -> code != null);
  }

  public long count(String type) {
    return received.stream().filter(frame -> frame.path("type").textValue().equals(type)).count();
  }

  private void read(DataInputStream in) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      while (true) {
        while (!reading) {
          synchronized (this) {
            wait(50);
          }
        }
        int head = in.readUnsignedByte();
        long length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] payload = in.readNBytes((int) length);
        int opcode = head & 0x0f;
        if (opcode == 8) {
          closeCode = payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
          frame(0x88, payload);
        } else if (opcode <= 1) {
          text.write(payload);
          if ((head & 0x80) != 0) {
            received.add(opened((ObjectNode) JSON.readTree(text.toByteArray())));
            text.reset();
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      ended = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ObjectNode opened(ObjectNode frame) throws IOException {
    if (seal == null || !frame.path("payload").has("enc")) {
      return frame;
    }
    frame.put("was_sealed", true);
    try {
      JsonNode payload = frame.path("payload");
      JsonNode inside =
          JSON.readTree(
              seal.open(
                  PayloadSeal.place(
                      frame.path("type").asText(),
                      frame.path("metadata").path("agent_id").asText(),
                      "2.0"),
                  JSON.convertValue(payload, SealedPayload.class)));
      if (!seal.inTurn(inside.path("seq").asLong())) {
        throw new IOException("out of turn");
      }
      return frame.set("payload", inside.path("payload"));
    } catch (PayloadSeal.Broken e) {
      throw new IOException(e);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c != '\n' && c >= 0) {
      if (c != '\r') {
        line.append((char) c);
      }
      c = in.read();
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
