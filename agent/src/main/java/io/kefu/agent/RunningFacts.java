package io.kefu.agent;

import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.health.Vitals;
import io.kefu.agent.link.AgentFacts;
import io.kefu.agent.local.RuleBook;
import io.kefu.agent.queue.MessageQueue;
import io.kefu.agent.wechat.WeChatDriver;
import java.util.Map;
import java.util.Optional;

/** What the link tells the gateway of the running agent. */
record RunningFacts(WeChatDriver driver, MessageQueue queue, Vitals vitals, RuleBook rules)
    implements AgentFacts {

  @Override
  public String clientVersion() {
    return Version.OF_THIS_BUILD;
  }

  @Override
  public WeChatStatus weChatStatus() {
    return driver.status();
  }

  @Override
  public Optional<String> weChatVersion() {
    return driver.version();
  }

  @Override
  public long rulesVersion() {
    return rules.version();
  }

  @Override
  public Health health() {
    MessageQueue.Losses losses = queue.losses();
    return new Health(
        vitals.cpuPercent(),
        vitals.memoryMebibytes(),
        driver.screenLocked(),
        Map.of("queue_refused_total", losses.refused(), "queue_expired_total", losses.expired()));
  }
}
