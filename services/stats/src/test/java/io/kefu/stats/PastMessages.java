package io.kefu.stats;

import io.kefu.stats.intake.PastEvents.Line;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;

/**
 * Messages of the past as they lay in their topics: evenly over a time, of 40 agents, each decided
 * (three in five by the knowledge base, one in five unanswered), most with a receipt, one in eight
 * with an episode, one in twenty overdue, some prospects in and out of the unknown pool.
 */
final class PastMessages implements Iterator<Line> {

  private static final String[] BUCKETS = {"WHITE", "WHITE", "GRAY"};
  private static final String[] GRADES = {"A", "B", "C", "C", "D"};
  private static final String[] TRIGGERS = {"售前", "售后", "客户开发"};
  private static final String[] MODELS = {"deepseek-flash", "qwen-plus", "glm-5.2", "kimi-k2.6"};
  private static final String[] ASKED = {
    "多久能发货", "保修期之外怎么收费", "支持哪些通信协议", "可以上门安装吗", "能不能开专票", "显示屏不亮怎么办"
  };

  private final String tenant;
  private final long messages;
  private final Instant from;
  private final double stepMs;
  private final Random random;
  private final Queue<Line> ready = new ArrayDeque<>();
  private long made;

  PastMessages(String tenant, long messages, Instant from, Instant to, long seed) {
    this.tenant = tenant;
    this.messages = messages;
    this.from = from;
    this.stepMs = (double) Duration.between(from, to).toMillis() / messages;
    this.random = new Random(seed);
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || made < messages;
  }

  @Override
  public Line next() {
    if (ready.isEmpty()) {
      if (made >= messages) {
        throw new NoSuchElementException();
      }
      make(made++);
    }
    return ready.remove();
  }

  private void make(long i) {
    Instant at = from.plusMillis((long) (i * stepMs));
    String agent = "agent_" + i % 40;
    String traits =
        "{\"bucket\":\"%s\",\"grade\":\"%s\",\"trigger_label\":\"%s\"}"
            .formatted(pick(BUCKETS), pick(GRADES), pick(TRIGGERS));
    add(
        "message.in",
        at,
        ("\"agent_id\":\"%s\",\"received_at\":\"%s\",\"message\":{\"message_id\":\"m%d\","
                + "\"chat_id\":\"c%d\",\"chat_type\":\"%s\",\"chat_name\":\"张先生\","
                + "\"sender_id\":\"s\",\"sender_name\":\"张先生\",\"content_type\":\"text\","
                + "\"content\":\"保修多久\",\"timestamp\":\"%s\",\"mentioned\":false}")
            .formatted(agent, at, i, i % 5_000, i % 6 == 0 ? "group" : "private", at));
    // A log-normal spread around two thirds of a second.
    Instant decided = at.plusMillis((long) Math.exp(6.5 + random.nextGaussian()));
    boolean known = i % 5 != 0;
    String reply = new UUID(i, made).toString();
    add(
        "reply.out",
        decided,
        ("\"agent_id\":\"%s\",\"kind\":\"reply\",\"attempt\":1,\"origin\":\"bot\",\"reply\":{"
                + "\"reply_id\":\"%s\",\"message_id\":\"m%d\",\"chat_id\":\"c%d\","
                + "\"chat_name\":\"张先生\",\"action\":\"%s\",\"content\":\"两年。\",\"part\":1,"
                + "\"parts\":1,\"confidence\":0.9,\"timestamp\":\"%s\"},\"decision\":{"
                + "\"branch\":\"%s\",\"confidence\":0.9,%s\"evidence_ids\":[%s],"
                + "\"provider\":\"p%d\",\"model\":\"%s\",\"tokens_in\":640,\"tokens_out\":90,"
                + "\"cost_micros\":812,\"rule_id\":\"rule_%d\",\"customer\":%s}")
            .formatted(
                agent,
                reply,
                i,
                i % 5_000,
                known ? "reply" : "transfer_human",
                decided,
                known ? "direct_answer" : "handoff",
                known
                    ? ""
                    : "\"reason\":\"low_confidence\",\"question\":\""
                        + ASKED[random.nextInt(ASKED.length)]
                        + random.nextInt(400)
                        + "\",",
                known ? "\"faq-1\"" : "",
                i % 4,
                pick(MODELS),
                i % 10,
                traits));
    if (i % 50 != 0) {
      Instant sent = decided.plusMillis(900);
      add(
          "agent.event",
          sent,
          ("\"agent_id\":\"%s\",\"kind\":\"receipt\",\"session_id\":\"s-%s\","
                  + "\"gateway_id\":\"g\",\"receipt\":{\"reply_id\":\"%s\",\"status\":\"SENT\","
                  + "\"timestamp\":\"%s\"}")
              .formatted(agent, agent, reply, sent));
    }
    if (i % 8 == 0) {
      add(
          "customer.event",
          decided,
          ("\"customer_id\":\"k%d\",\"kind\":\"episode_closed\",\"customer\":%s,\"episode\":{"
                  + "\"outcome_id\":\"o%d\",\"version\":0,\"conversation_id\":\"v%d\","
                  + "\"agent_id\":\"%s\",\"closed_at\":\"%s\",\"outcome\":\"%s\","
                  + "\"resolved_by\":\"ai\",\"operator\":\"op-%d\",\"satisfaction\":%d,"
                  + "\"resolution_ms\":90000,\"handovers\":0}")
              .formatted(
                  i % 9_000,
                  traits,
                  i,
                  i % 9_000,
                  agent,
                  decided,
                  i % 24 == 0 ? "unsolved" : "solved",
                  i % 12,
                  1 + i % 5));
    }
    if (i % 20 == 0) {
      add(
          "conversation.event",
          decided,
          ("\"conversation_id\":\"v%d\",\"agent_id\":\"%s\",\"chat_id\":\"c\",\"chat_name\":\"c\","
                  + "\"customer_id\":\"k\",\"customer_name\":\"k\",\"kind\":\"status_changed\","
                  + "\"status\":\"%s\",\"handling\":\"BOT\",\"cause\":\"sla\",\"version\":%d,"
                  + "\"customer\":%s")
              .formatted(i % 9_000, agent, i % 40 == 0 ? "OVERDUE" : "WAITING_THEM", i, traits));
    }
    if (i % 30 == 0) {
      add(
          "customer.event",
          at,
          "\"customer_id\":\"k%d\",\"kind\":\"%s\",\"customer\":%s"
              .formatted(i % 9_000, i % 60 == 0 ? "pool_entered" : "pool_left", traits));
    }
  }

  private void add(String topic, Instant at, String rest) {
    String event =
        "{\"event_id\":\"%s\",\"tenant_id\":\"%s\",\"occurred_at\":\"%s\",\"schema_version\":1,%s}"
            .formatted(new UUID(made, topic.hashCode() + ready.size()), tenant, at, rest);
    ready.add(new Line(topic, event.getBytes(StandardCharsets.UTF_8)));
  }

  private String pick(String[] values) {
    return values[random.nextInt(values.length)];
  }
}
