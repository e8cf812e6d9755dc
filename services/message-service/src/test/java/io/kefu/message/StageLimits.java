package io.kefu.message;

import io.kefu.message.reply.LimitSource;
import io.kefu.message.reply.PolicyLimits;
import io.kefu.message.reply.ReplyShape;
import io.kefu.message.reply.SendLimits;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sending limits of the tests: none, so that a test may send hundreds, unless it sets some for its
 * tenant.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class StageLimits implements LimitSource {

  private final Map<String, SendLimits> own = new ConcurrentHashMap<>();
  private final Set<String> real = ConcurrentHashMap.newKeySet();
  private final PolicyLimits policy;

  StageLimits(PolicyLimits policy) {
    this.policy = policy;
  }

  @Override
  public SendLimits of(String tenantId) {
    return real.contains(tenantId)
        ? policy.of(tenantId)
        : own.getOrDefault(tenantId, SendLimits.NONE);
  }

  @Override
  public ReplyShape shape(String tenantId) {
    return policy.shape(tenantId);
  }

  /** Lets a tenant have the limits of its settings, as in production. */
  public void asSettings(String tenantId) {
    real.add(tenantId);
  }

  /** Limits a tenant. */
  public void set(String tenantId, SendLimits limits) {
    own.put(tenantId, limits);
  }
}
