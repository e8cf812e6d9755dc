package io.kefu.gateway.rules;

import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.contracts.frame.CommandName;
import io.kefu.gateway.auth.Role;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.delivery.ReplyOutListener;
import io.kefu.gateway.neighbour.MessageService;
import io.kefu.gateway.neighbour.Neighbours;
import io.kefu.gateway.session.RulesVersions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * The version of each tenant's local rules. It is asked of message-service once and then now and
 * again, and heard of at once when a {@code rules.update} goes out to any agent. A welcome never
 * waits for it: the upgrade before it does, for a moment, and only for a tenant that nobody knows
 * yet, so a message-service that is away keeps no agent out.
 */
@ApplicationScoped
public class TenantRules implements RulesVersions, ReplyOutListener {

  private static final Logger LOG = Logger.getLogger(TenantRules.class);
  private static final String VERSION = "version";
  private static final String GATEWAY = "gateway";

  private static final Duration MOMENT = Duration.ofMillis(300);
  private static final Duration ASK_LIMIT = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** What is known of a tenant. */
  private static final class Knowledge {
    private volatile long version = -1;
    private volatile Instant askAgain = Instant.MIN;
    private volatile Uni<Void> asking;
  }

  private final MessageService messages;
  private final Neighbours neighbours;
  private final Clock clock;
  private final ConcurrentMap<String, Knowledge> tenants = new ConcurrentHashMap<>();

  TenantRules(@RestClient MessageService messages, Neighbours neighbours, Clock clock) {
    this.messages = messages;
    this.neighbours = neighbours;
    this.clock = clock;
  }

  @Override
  public OptionalLong known(String tenantId) {
    Knowledge knowledge = of(tenantId);
    if (due(knowledge)) {
      ask(tenantId, knowledge).subscribe().with(done -> {});
    }
    return knowledge.version < 0 ? OptionalLong.empty() : OptionalLong.of(knowledge.version);
  }

  @Override
  public Uni<Void> prepare(String tenantId) {
    Knowledge knowledge = of(tenantId);
    if (knowledge.version >= 0 || (knowledge.asking == null && !due(knowledge))) {
      return Uni.createFrom().voidItem();
    }
    return ask(tenantId, knowledge).ifNoItem().after(MOMENT).recoverWithItem((Void) null);
  }

  @Override
  public void replyOut(ReplyOut out, Instant writtenAt) {
    if (out.kind() == ReplyOutKind.COMMAND
        && out.command() != null
        && out.command().name() == CommandName.RULES_UPDATE
        && out.command().args().get(VERSION) instanceof Number version) {
      of(out.tenantId()).version = version.longValue();
    }
  }

  private Knowledge of(String tenantId) {
    return tenants.computeIfAbsent(tenantId, unknown -> new Knowledge());
  }

  private boolean due(Knowledge knowledge) {
    return !clock.instant().isBefore(knowledge.askAgain);
  }

  /** Asks once for all who wait; never fails. */
  private Uni<Void> ask(String tenantId, Knowledge knowledge) {
    synchronized (knowledge) {
      if (knowledge.asking == null) {
        knowledge.askAgain = clock.instant().plus(RETRY);
        knowledge.asking =
            neighbours
                .call(
                    MessageService.NAME,
                    Subject.of(tenantId, SubjectKind.AGENT, GATEWAY, GATEWAY, Role.AGENT),
                    ASK_LIMIT,
                    messages::localRules)
                .invoke(
                    newest -> {
                      knowledge.version = newest.version();
                      knowledge.askAgain = clock.instant().plus(FRESH);
                    })
                .replaceWithVoid()
                .onFailure()
                .invoke(
                    failure ->
                        LOG.debugf(
                            "local rules not known: tenant=%s cause=%s",
                            tenantId, failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .onTermination()
                .invoke(() -> knowledge.asking = null)
                .memoize()
                .indefinitely();
      }
      return knowledge.asking;
    }
  }
}
