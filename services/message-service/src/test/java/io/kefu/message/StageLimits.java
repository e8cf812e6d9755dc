package io.kefu.message;

import io.kefu.message.reply.LimitSource;
import io.kefu.message.reply.SendLimits;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
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

  @Override
  public SendLimits of(String tenantId) {
    return own.getOrDefault(tenantId, SendLimits.NONE);
  }

  /** Limits a tenant. */
  public void set(String tenantId, SendLimits limits) {
    own.put(tenantId, limits);
  }
}
