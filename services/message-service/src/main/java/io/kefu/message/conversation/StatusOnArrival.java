package io.kefu.message.conversation;

import io.kefu.message.intake.Heard;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Moves a conversation's status when a message is stored: a decision may take two minutes. */
@ApplicationScoped
public class StatusOnArrival implements Heard {

  private final ConversationStore conversations;
  private final SlaConfig sla;
  private final Clock clock;

  /** Wires it. */
  public StatusOnArrival(ConversationStore conversations, SlaConfig sla, Clock clock) {
    this.conversations = conversations;
    this.sla = sla;
    this.clock = clock;
  }

  @Override
  public Uni<Void> heard(SqlConnection connection, String tenantId, List<Utterance> utterances) {
    if (utterances.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Map<UUID, List<Utterance>> byThread = new LinkedHashMap<>();
    utterances.forEach(
        one -> byThread.computeIfAbsent(one.conversationId(), id -> new ArrayList<>()).add(one));
    return conversations
        .lock(connection, tenantId, byThread.keySet())
        .chain(locked -> conversations.save(connection, tenantId, changes(locked, byThread)));
  }

  private List<ConversationStore.Change> changes(
      Map<UUID, Conversation> locked, Map<UUID, List<Utterance>> byThread) {
    Instant now = clock.instant();
    List<ConversationStore.Change> changes = new ArrayList<>(locked.size());
    for (Conversation before : locked.values()) {
      Conversation after = before;
      String cause = null;
      for (Utterance one : byThread.get(before.id())) {
        ThreadEvent event =
            one.own() ? new ThreadEvent.WeSpoke(one.at()) : new ThreadEvent.TheySpoke(one.at());
        after =
            after.with(StatusMachine.after(after.state(), event, sla.limits(after.grade()), now));
        cause = event.cause();
      }
      if (!after.equals(before)) {
        changes.add(new ConversationStore.Change(before, after, cause, null));
      }
    }
    return changes;
  }
}
