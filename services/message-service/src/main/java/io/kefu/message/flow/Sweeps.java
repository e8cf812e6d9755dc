package io.kefu.message.flow;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.conversation.StatusMachine;
import io.kefu.message.conversation.ThreadEvent;
import io.kefu.message.reply.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What moves without a message: replies that wait for a receipt, conversations that wait for a
 * time, partitions that will be needed. Any replica does it; rows under work elsewhere are left
 * alone.
 */
@ApplicationScoped
public class Sweeps {

  private static final Logger LOG = Logger.getLogger(Sweeps.class);
  private static final int CONVERSATIONS_AT_A_TIME = 200;
  private static final int MONTHS_AHEAD = 3;

  private final TenantScope tenants;
  private final Outbox outbox;
  private final ConversationStore conversations;
  private final SlaConfig sla;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private volatile boolean stopping;

  Sweeps(
      TenantScope tenants,
      Outbox outbox,
      ConversationStore conversations,
      SlaConfig sla,
      Dispatcher dispatcher,
      Clock clock) {
    this.tenants = tenants;
    this.outbox = outbox;
    this.conversations = conversations;
    this.sla = sla;
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  @Scheduled(
      every = "{kefu.message.flow.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> outbox() {
    return outbox
        .wakeDue()
        .invoke(
            woken -> {
              if (woken > 0) {
                dispatcher.due(Duration.ZERO);
              }
            })
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(failure -> later("outbox", failure));
  }

  @Scheduled(
      every = "{kefu.message.sla.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> conversations() {
    return moveSome().onFailure().recoverWithUni(failure -> later("conversations", failure));
  }

  /** Makes the partitions of this month and the next ones; at start and then daily. */
  @Scheduled(every = "24h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> partitions() {
    LocalDate month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
    return tenants
        .acrossTenants(
            connection -> {
              Uni<Void> made = Uni.createFrom().voidItem();
              for (int ahead = -1; ahead <= MONTHS_AHEAD; ahead++) {
                LocalDate next = month.plusMonths(ahead);
                made =
                    made.chain(
                        () ->
                            connection
                                .preparedQuery("SELECT ensure_message_partition($1)")
                                .execute(io.vertx.mutiny.sqlclient.Tuple.of(next))
                                .replaceWithVoid());
              }
              return made;
            })
        .onFailure()
        .recoverWithUni(failure -> later("partitions", failure));
  }

  /** What fails from now on fails because its pool is closed. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private Uni<Void> moveSome() {
    Instant now = clock.instant();
    return tenants
        .acrossTenants(
            connection ->
                conversations
                    .lockDue(connection, now, CONVERSATIONS_AT_A_TIME)
                    .chain(due -> move(connection, due, now).replaceWith(due.size())))
        .chain(
            moved -> moved >= CONVERSATIONS_AT_A_TIME ? moveSome() : Uni.createFrom().voidItem());
  }

  private Uni<Void> move(SqlConnection connection, Collection<Conversation> due, Instant now) {
    Map<String, List<ConversationStore.Change>> byTenant = new LinkedHashMap<>();
    for (Conversation before : due) {
      Conversation after =
          before
              .with(
                  StatusMachine.after(
                      before.state(),
                      new ThreadEvent.TimePassed(),
                      sla.limits(before.grade()),
                      now))
              .with(before.handling().at(now));
      byTenant
          .computeIfAbsent(before.chat().tenantId(), tenant -> new ArrayList<>())
          .add(new ConversationStore.Change(before, after, "time", null));
    }
    Uni<Void> saved = Uni.createFrom().voidItem();
    for (Map.Entry<String, List<ConversationStore.Change>> entry : byTenant.entrySet()) {
      saved = saved.chain(() -> conversations.save(connection, entry.getKey(), entry.getValue()));
    }
    return saved;
  }

  private Uni<Void> later(String sweep, Throwable failure) {
    if (!stopping) {
      LOG.warnf("sweep of %s failed, it comes again: %s", sweep, failure);
    }
    return Uni.createFrom().voidItem();
  }
}
