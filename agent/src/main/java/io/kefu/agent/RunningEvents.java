package io.kefu.agent;

import io.kefu.agent.frame.ServerFrame;
import io.kefu.agent.link.LinkEvents;
import io.kefu.agent.local.LocalAnswers;
import io.kefu.agent.update.Updater;
import io.kefu.agent.wechat.WeChatDriver;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Who hears of what happens on the connection. */
record RunningEvents(
    WeChatDriver driver,
    CompletableFuture<Instant> firstConnected,
    Supplier<LocalAnswers> local,
    Updater updater)
    implements LinkEvents {

  @Override
  public void connected(ServerFrame.Welcome welcome) {
    firstConnected.complete(Instant.now());
    updater.cameUp();
    local.get().connected();
  }

  @Override
  public void delivered(String messageId) {
    local.get().delivered(messageId);
    driver.delivered(messageId);
  }

  @Override
  public void refused(String messageId, String code) {
    driver.refused(messageId, code);
  }
}
