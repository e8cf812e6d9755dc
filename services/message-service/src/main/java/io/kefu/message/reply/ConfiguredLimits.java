package io.kefu.message.reply;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** The same limits for every tenant, from the configuration. */
@DefaultBean
@ApplicationScoped
public class ConfiguredLimits implements LimitSource {

  private final SendLimits limits;

  /** Reads the configuration. */
  public ConfiguredLimits(ReplyConfig config) {
    this.limits =
        new SendLimits(
            config.limits().agentPerMinute(),
            config.limits().groupPerMinute(),
            config.limits().userInGroupEvery());
  }

  @Override
  public SendLimits of(String tenantId) {
    return limits;
  }
}
