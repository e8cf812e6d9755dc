package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.StageLimits;
import io.kefu.message.reply.SendLimits;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what this machine sustains, with back ends, neighbours and load in the same JVM: run it
 * with {@code -Dkefu.load=true -Dtest=LoadTest}. Not part of the build.
 */
@OnStage
@EnabledIfSystemProperty(named = "kefu.load", matches = "true")
class LoadTest {

  private static final int CHATS = 100;

  @Inject Stage stage;
  @Inject StageLimits limits;

  @Test
  void figures() {
    String word = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));
    rate("warm-up", 1_000, 1, "在吗？", true);
    rate("canned", 5_000, 1, "在吗？", true);
    rate("canned, 100 agents", 5_000, 100, "在吗？", true);
    rate("canned, 100 agents, limits", 5_000, 100, "在吗？", true);
    rate("ignored", 5_000, 1, "在吗？", false);
    rate("retrieved", 3_000, 1, word + "保修？", true);
    latency("canned at 100/s", 100, 1_000, "在吗？");
    latency("retrieved at 100/s", 100, 1_000, word + "保修？");
  }

  private void rate(String what, int messages, int agents, String content, boolean answered) {
    String tenant = Stage.tenantOfQuickAgents();
    if (what.endsWith("limits")) {
      limits.set(tenant, new SendLimits(100, 20, Duration.ofSeconds(30)));
    }
    Instant begun = Instant.now();
    for (int i = 0; i < messages; i++) {
      String chat = "c" + i % CHATS;
      stage.say(
          tenant,
          "a" + i % agents,
          answered
              // A question of its own: the same one twice goes to a person.
              ? text(chat, "m" + i, content.length() < 5 ? content : i + content)
              : Stage.message(
                  chat, "m" + i, ChatType.GROUP, ContentType.TEXT, content, false, false));
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM decisions") == messages
                    && (!answered || Stage.distinct(stage.replies(tenant)) >= messages));
    long ms = Duration.between(begun, Instant.now()).toMillis();
    System.out.printf(
        "LOAD %s: %d messages in %d ms = %d/s%n", what, messages, ms, messages * 1000L / ms);
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(answered ? messages : 0);
  }

  private void latency(String what, int perSecond, int messages, String content) {
    String tenant = Stage.tenantOfQuickAgents();
    Map<String, Instant> sent = new HashMap<>();
    long begun = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      long due = begun + i * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      String id = "m" + i;
      sent.put(id, Instant.now());
      stage.say(
          tenant, "a1", text("c" + i % CHATS, id, content.length() < 5 ? content : i + content));
    }
    List<ReplyOut> replies = stage.awaitReplies(tenant, messages);
    long[] ms =
        replies.stream()
            .flatMapToLong(
                out ->
                    LongStream.of(
                        Duration.between(sent.get(out.reply().messageId()), out.occurredAt())
                            .toMillis()))
            .sorted()
            .toArray();
    System.out.printf(
        "LOAD %s: p50 %d ms, p95 %d ms, p99 %d ms%n",
        what, ms[ms.length / 2], ms[ms.length * 95 / 100], ms[ms.length * 99 / 100]);
  }
}
