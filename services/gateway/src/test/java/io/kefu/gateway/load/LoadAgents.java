package io.kefu.gateway.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Thousands of agents on one event loop: they greet, report every thirty seconds, say things, count
 * the acks, and come back when they are cut off. All state belongs to the loop; the counters are
 * read from outside.
 */
final class LoadAgents implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TICK_MILLIS = 2;
  private static final long BEAT_MILLIS = 100;
  private static final long COME_BACK_MILLIS = 500;
  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(30).toNanos();

  /** Gets an agent its access token; the answer may come later. */
  interface TokenSource {
    void token(String agentId, Consumer<String> granted);
  }

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final WebSocketClient client;
  private final int port;
  private final TokenSource tokens;
  private final List<Agent> agents = new ArrayList<>();
  private final Map<String, Long> unacked = new HashMap<>();
  private final Latencies acks = new Latencies();
  private final Latencies comebacks = new Latencies();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final int[] counts = new int[Count.values().length];
  private long nextMessage;
  private long sayNanos;
  private long lastMessage;
  private long said;

  /** What is counted. */
  enum Count {
    /** Sockets that were welcomed and are open. */
    WELCOMED,
    /** Answered heartbeats. */
    BEATS,
    /** Error frames. */
    ERRORS,
    /** Connections that did not open and were tried again. */
    RETRIES,
    /** Sockets that the gateway closed. */
    CLOSED
  }

  private final class Agent {
    final String id;
    long wantedAt;
    long nextBeat;
    WebSocket socket;
    boolean welcomed;

    Agent(String id) {
      this.id = id;
    }

    void connect() {
      tokens.token(
          id,
          token ->
              client
                  .connect(
                      new WebSocketConnectOptions()
                          .setHost("127.0.0.1")
                          .setPort(port)
                          .setURI("/ws/" + id)
                          .addHeader("Authorization", "Bearer " + token))
                  .onComplete(this::connected));
    }

    private void connected(AsyncResult<WebSocket> done) {
      if (done.failed()) {
        comeBack(done.cause().toString());
        return;
      }
      socket = done.result();
      socket.textMessageHandler(frame -> read(this, frame));
      WebSocket mine = socket;
      socket.closeHandler(
          closed -> {
            if (socket == mine && welcomed) {
              counts[Count.CLOSED.ordinal()]++;
              gone();
            } else if (socket == mine) {
              comeBack("closed before welcome: " + mine.closeStatusCode());
            }
          });
      write(
          "hello", "{\"client_version\":\"0.1.0\",\"wechat_status\":\"V39\",\"rules_version\":0}");
    }

    /** As a real agent does; what made it necessary is told with the figures. */
    private void comeBack(String why) {
      socket = null;
      counts[Count.RETRIES.ordinal()]++;
      refusals.merge(why, 1, Integer::sum);
      vertx.setTimer(COME_BACK_MILLIS, again -> connect());
    }

    void gone() {
      if (welcomed) {
        counts[Count.WELCOMED.ordinal()]--;
      }
      welcomed = false;
      socket = null;
    }

    void write(String type, String payload) {
      socket.writeTextMessage(
          "{\"type\":\""
              + type
              + "\",\"payload\":"
              + payload
              + ",\"metadata\":{\"agent_id\":\""
              + id
              + "\",\"version\":\"2.0\"}}");
    }
  }

  LoadAgents(int port, TokenSource tokens) {
    this.port = port;
    this.tokens = tokens;
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxConnections(100_000)
                .setConnectTimeout(60_000)
                .setReceiveBufferSize(4096)
                .setSendBufferSize(4096));
    loop.runOnContext(
        start -> {
          vertx.setPeriodic(TICK_MILLIS, tick -> tick());
          vertx.setPeriodic(BEAT_MILLIS, tick -> beat());
        });
  }

  /** Connects new agents, all at once, and goes on until each is welcomed. */
  void connect(String prefix, int count) {
    onLoop(
        () -> {
          long now = System.nanoTime();
          for (int i = 0; i < count; i++) {
            Agent agent = new Agent(prefix + i);
            agent.wantedAt = now;
            agents.add(agent);
            agent.connect();
          }
        });
  }

  /** Cuts the connections of the first agents at once, without a close frame; they come back. */
  void storm(int count) {
    onLoop(
        () -> {
          comebacks.clear();
          long now = System.nanoTime();
          for (Agent agent : agents.subList(0, count)) {
            WebSocket cut = agent.socket;
            agent.gone();
            agent.wantedAt = now;
            cut.closeHandler(null);
            ((io.vertx.core.http.impl.WebSocketImplBase<?>) cut).channelHandlerContext().close();
            agent.connect();
          }
        });
  }

  /** Says things at this rate, spread over the agents, until the duration is over. */
  void talk(int perSecond, Duration duration) {
    onLoop(
        () -> {
          acks.clear();
          said = 0;
          sayNanos = 1_000_000_000L / perSecond;
          nextMessage = System.nanoTime();
          lastMessage = nextMessage + duration.toNanos();
        });
  }

  private void tick() {
    long now = System.nanoTime();
    while (sayNanos > 0 && nextMessage <= now) {
      if (nextMessage >= lastMessage) {
        sayNanos = 0;
        break;
      }
      say(agents.get((int) (said % agents.size())), now);
      nextMessage += sayNanos;
    }
  }

  private void beat() {
    long now = System.nanoTime();
    for (Agent agent : agents) {
      if (agent.welcomed && agent.nextBeat <= now) {
        agent.nextBeat = now + HEARTBEAT_NANOS;
        agent.write(
            "heartbeat",
            "{\"cpu_percent\":1,\"memory_mb\":40,\"wechat_status\":\"V39\",\"queue_depth\":0,"
                + "\"screen_locked\":false,\"timestamp\":\"2026-11-22T02:15:29Z\"}");
      }
    }
  }

  private void say(Agent agent, long now) {
    String messageId = agent.id + "-" + said + "-" + Long.toHexString(now);
    said++;
    if (!agent.welcomed) {
      counts[Count.ERRORS.ordinal()]++;
      return;
    }
    unacked.put(messageId, now);
    agent.write(
        "message",
        JSON.createObjectNode()
            .put("message_id", messageId)
            .put("chat_id", "wxid_" + said % 977)
            .put("chat_type", "private")
            .put("chat_name", "王先生")
            .put("sender_id", "wxid_1")
            .put("sender_name", "王先生")
            .put("content_type", "text")
            .put("content", "你好，请问充电桩的质保是多久？")
            .put("timestamp", "2026-11-22T02:15:29.500Z")
            .put("mentioned", false)
            .put("own", false)
            .toString());
  }

  private void read(Agent agent, String frame) {
    if (frame.startsWith("{\"type\":\"welcome\"")) {
      long now = System.nanoTime();
      agent.welcomed = true;
      agent.nextBeat = now + (long) (Math.random() * HEARTBEAT_NANOS);
      comebacks.add(now - agent.wantedAt);
      counts[Count.WELCOMED.ordinal()]++;
    } else if (frame.startsWith("{\"type\":\"ack\"")) {
      int at = frame.indexOf("\"message_id\":\"") + 14;
      Long begin = unacked.remove(frame.substring(at, frame.indexOf('"', at)));
      if (begin != null) {
        acks.add(System.nanoTime() - begin);
      }
    } else if (frame.startsWith("{\"type\":\"heartbeat\"")) {
      counts[Count.BEATS.ordinal()]++;
    } else if (frame.startsWith("{\"type\":\"error\"")) {
      counts[Count.ERRORS.ordinal()]++;
    }
  }

  int count(Count what) {
    int[] value = new int[1];
    onLoop(() -> value[0] = counts[what.ordinal()]);
    return value[0];
  }

  /** Why connections had to be tried again, and how often. */
  Map<String, Integer> refusals() {
    Map<String, Integer> told = new TreeMap<>();
    onLoop(() -> told.putAll(refusals));
    return told;
  }

  /** Whether everything that was to be said is said and acked. */
  boolean allAcked() {
    boolean[] done = new boolean[1];
    onLoop(() -> done[0] = sayNanos == 0 && unacked.isEmpty());
    return done[0];
  }

  long said() {
    long[] value = new long[1];
    onLoop(() -> value[0] = said);
    return value[0];
  }

  /** From a message's frame to its ack, in milliseconds, sorted. */
  double[] ackMillis() {
    double[][] value = new double[1][];
    onLoop(() -> value[0] = acks.sortedMillis());
    return value[0];
  }

  /** From the wish to be connected to the welcome, in milliseconds, sorted. */
  double[] comebackMillis() {
    double[][] value = new double[1][];
    onLoop(() -> value[0] = comebacks.sortedMillis());
    return value[0];
  }

  private void onLoop(Runnable work) {
    CountDownLatch done = new CountDownLatch(1);
    loop.runOnContext(
        go -> {
          try {
            work.run();
          } finally {
            done.countDown();
          }
        });
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Times in the order they came. */
  private static final class Latencies {
    private long[] nanos = new long[1024];
    private int size;

    void add(long value) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, size * 2);
      }
      nanos[size++] = value;
    }

    void clear() {
      size = 0;
    }

    double[] sortedMillis() {
      return Arrays.stream(nanos, 0, size).sorted().mapToDouble(one -> one / 1e6).toArray();
    }
  }
}
