package io.kefu.gateway.poll;

import io.kefu.contracts.event.ReplyOut;
import io.kefu.gateway.delivery.ReplyOutListener;
import io.kefu.gateway.session.AgentKey;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Wakes those who wait for the decision on a message, when {@code reply.out} tells of it. */
@ApplicationScoped
public class Decisions implements ReplyOutListener {

  private static final int BEFORE_THE_DRAIN = 20;

  private record Waited(AgentKey agent, String messageId) {}

  private final ConcurrentMap<Waited, CompletableFuture<Void>> waits = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /** Ends when a record about this message is seen; the same for all who wait for it. */
  CompletableFuture<Void> of(AgentKey agent, String messageId) {
    return waits.computeIfAbsent(new Waited(agent, messageId), key -> new CompletableFuture<>());
  }

  /** Nobody waits any more. */
  void done(AgentKey agent, String messageId) {
    waits.remove(new Waited(agent, messageId));
  }

  int waiting() {
    return waits.size();
  }

  /** Whether this replica stops: nobody should wait here any more. */
  boolean stopping() {
    return stopping;
  }

  /** Whoever waits is told where to ask later, on another replica. */
  void stop(@Observes @Priority(BEFORE_THE_DRAIN) ShutdownDelayInitiatedEvent event) {
    stopping = true;
    waits.values().forEach(wait -> wait.complete(null));
  }

  @Override
  public void replyOut(ReplyOut out, Instant writtenAt) {
    if (waits.isEmpty()) {
      return;
    }
    AgentKey agent = new AgentKey(out.tenantId(), out.agentId());
    switch (out.kind()) {
      case REPLY -> wake(agent, out.reply().messageId());
      case DECISION -> {
        wake(agent, out.decided().messageId());
        out.decided().messageIds().forEach(messageId -> wake(agent, messageId));
      }
      case COMMAND -> {
        // Commands answer nobody.
      }
    }
  }

  private void wake(AgentKey agent, String messageId) {
    CompletableFuture<Void> waiting =
        messageId == null ? null : waits.get(new Waited(agent, messageId));
    if (waiting != null) {
      waiting.complete(null);
    }
  }
}
