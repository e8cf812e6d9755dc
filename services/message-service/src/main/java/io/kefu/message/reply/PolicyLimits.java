package io.kefu.message.reply;

import io.kefu.message.rules.PolicyBook;
import io.kefu.message.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Limits and shape from the tenant's settings, as this replica knows them now; the defaults until
 * they were read for the first time. Whoever decides has read them, so that is for texts of
 * operators and for programs alone.
 */
@ApplicationScoped
public class PolicyLimits implements LimitSource {

  private final PolicyBook book;

  /** Reads from the book. */
  public PolicyLimits(PolicyBook book) {
    this.book = book;
  }

  @Override
  public SendLimits of(String tenantId) {
    return limits(book.atHand(tenantId).limits());
  }

  @Override
  public ReplyShape shape(String tenantId) {
    return ReplyShape.of(book.atHand(tenantId).limits());
  }

  static SendLimits limits(Settings.Limits limits) {
    return new SendLimits(
        limits.agentPerMinute(),
        limits.groupPerMinute(),
        Duration.ofSeconds(limits.userInGroupSeconds()));
  }
}
