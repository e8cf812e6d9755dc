package io.kefu.e2e;

import io.kefu.local.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Agents of a fleet that send what they are told, and measure what comes back. */
final class Load implements AutoCloseable {

  /** What is sent: one kind of message. */
  interface Kind {
    /** The text of a message. */
    String content(int number);

    /** {@code private} or {@code group}. */
    default String chatType() {
      return "private";
    }

    /** Whether an answer comes; otherwise a message is done when it is acknowledged. */
    default boolean isAnswered() {
      return true;
    }
  }

  private static final int MOST_UNDER_WAY = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Fleet fleet;
  private final List<AgentSocket> agents = new ArrayList<>();
  private final List<String> agentIds = new ArrayList<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private volatile Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
  private final AtomicInteger answers = new AtomicInteger();
  private volatile boolean untilAnswered;

  /** Registers agents and connects them. */
  Load(Fleet fleet, int agents) {
    this.fleet = fleet;
    for (int i = 0; i < agents; i++) {
      connect("load_" + i);
    }
  }

  private void connect(String agentId) {
    var created =
        fleet
            .gateway()
            .send("POST", "/api/v1/agents", Map.of("agent_id", agentId, "name", agentId));
    var login =
        E2e.login(
            Map.of(
                "tenant", fleet.login().tenant(),
                "agent_id", agentId,
                "secret_key", E2e.json(created.body()).path("secret_key").asText()));
    AgentSocket agent =
        AgentSocket.connect(
            E2e.HTTP,
            fleet.gatewayUrl(),
            agentId,
            E2e.json(login.body()).path("access_token").asText());
    agent.sendReceipts();
    agent.watch(this::came);
    agents.add(agent);
    agentIds.add(agentId);
  }

  private void came(AgentSocket.Received frame) {
    String message = frame.payload().path("message_id").asText();
    if (frame.type().equals("ack") && acknowledged.putIfAbsent(message, frame.nanoTime()) == null) {
      release(!untilAnswered);
    }
    if (frame.type().equals("reply") && answered.putIfAbsent(message, frame.nanoTime()) == null) {
      answers.incrementAndGet();
      release(untilAnswered);
    }
  }

  private void release(boolean done) {
    if (done) {
      underWay.release();
    }
  }

  /**
   * Sends at a rate, whatever comes back (open loop).
   *
   * @return the times from frame in to reply out, in nanoseconds, sorted
   */
  long[] atRate(Kind kind, int perSecond, int messages) {
    String run = E2e.unique("load");
    Map<String, Long> sentAt = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    underWay = new Semaphore(0);
    int before = answers.get();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      var ticking =
          clock.scheduleAtFixedRate(
              () -> {
                int i = next.getAndIncrement();
                if (i < messages) {
                  sentAt.put(run + "-" + i, System.nanoTime());
                  send(kind, run, i);
                }
              },
              0,
              TimeUnit.SECONDS.toNanos(1) / perSecond,
              TimeUnit.NANOSECONDS);
      E2e.await("all answered")
          .atMost(PATIENCE.plusSeconds(messages / perSecond))
          .until(() -> answers.get() - before >= messages);
      ticking.cancel(false);
    }
    long[] nanos =
        sentAt.entrySet().stream()
            .mapToLong(sent -> answered.get(sent.getKey()) - sent.getValue())
            .toArray();
    Arrays.sort(nanos);
    return nanos;
  }

  /**
   * Sends as fast as it is taken, with a bounded number under way (closed loop).
   *
   * @return messages a second, until the last one is decided
   */
  double flatOut(Kind kind, int messages) throws InterruptedException {
    String run = E2e.unique("load");
    untilAnswered = kind.isAnswered();
    underWay = new Semaphore(MOST_UNDER_WAY);
    long begun = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      if (!underWay.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nothing came back for " + PATIENCE);
      }
      send(kind, run, i);
    }
    if (kind.isAnswered()) {
      E2e.await("all answered")
          .atMost(PATIENCE)
          .until(() -> underWay.availablePermits() == MOST_UNDER_WAY);
    } else {
      awaitDecisions(run, messages);
    }
    return messages / ((System.nanoTime() - begun) / 1e9);
  }

  /** The chats are worked on side by side: the last message of each agent's chats must be done. */
  private void awaitDecisions(String run, int messages) {
    var gateway = fleet.gateway();
    for (int i = Math.max(0, messages - 50); i < messages; i++) {
      String message = run + "-" + i;
      String agentId = agentIds.get(i % agents.size());
      E2e.await("decision")
          .atMost(PATIENCE)
          .until(() -> gateway.outcome(message, agentId).filter(o -> o.decided()).isPresent());
    }
  }

  /** Chats have some lines each and a new one begins: nobody asks a thousand questions. */
  private void send(Kind kind, String run, int i) {
    int linesPerChat = 5;
    int chatsAtATime = 500;
    int generation = i / (chatsAtATime * linesPerChat);
    agents
        .get(i % agents.size())
        .sendMessage(
            run + "-" + i,
            run + "-" + generation + "-" + i % chatsAtATime,
            kind.chatType(),
            kind.content(i));
  }

  @Override
  public void close() {
    agents.forEach(AgentSocket::close);
  }
}
