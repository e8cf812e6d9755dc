package io.kefu.stats.intake;

import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.ErpSync;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.KnowledgeChanged;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.stats.fact.BreachFact;
import io.kefu.stats.fact.BreachKey;
import io.kefu.stats.fact.ConversationFact;
import io.kefu.stats.fact.ConversationKey;
import io.kefu.stats.fact.EpisodeFact;
import io.kefu.stats.fact.EpisodeKey;
import io.kefu.stats.fact.MessageFact;
import io.kefu.stats.fact.MessageKey;
import io.kefu.stats.fact.PoolFact;
import io.kefu.stats.fact.PoolKey;
import io.kefu.stats.fact.ReplyFact;
import io.kefu.stats.fact.ReplyKey;
import io.kefu.stats.fact.SessionFact;
import io.kefu.stats.fact.SessionKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the events of one poll tell, merged per key. Not thread-safe. */
final class Batch {

  private final SortedMap<MessageKey, MessageFact> messages = new TreeMap<>();
  private final SortedMap<ReplyKey, ReplyFact> replies = new TreeMap<>();
  private final SortedMap<SessionKey, SessionFact> sessions = new TreeMap<>();
  private final SortedMap<EpisodeKey, EpisodeFact> episodes = new TreeMap<>();
  private final SortedMap<BreachKey, BreachFact> breaches = new TreeMap<>();
  private final SortedMap<PoolKey, PoolFact> pool = new TreeMap<>();
  private final SortedMap<ConversationKey, ConversationFact> conversations = new TreeMap<>();

  void add(Event event) {
    switch (event) {
      case MessageIn in ->
          messages.merge(
              new MessageKey(in.tenantId(), in.agentId(), in.message().messageId()),
              MessageFact.of(in),
              MessageFact::merge);
      case ReplyOut out -> {
        switch (out.kind()) {
          case REPLY -> addReply(out);
          case DECISION -> addDecision(out);
          case COMMAND -> {
            // An order to an agent, not to be counted.
          }
        }
      }
      case AgentEvent agent -> {
        sessions.merge(SessionFact.keyOf(agent), SessionFact.of(agent), SessionFact::merge);
        if (agent.kind() == AgentEventKind.RECEIPT) {
          replies.merge(
              new ReplyKey(agent.tenantId(), agent.receipt().replyId()),
              ReplyFact.of(agent),
              ReplyFact::merge);
        }
      }
      case ErpSync ignored -> throw new IllegalArgumentException("erp.sync is not consumed here");
      case KnowledgeChanged ignored ->
          throw new IllegalArgumentException("knowledge.changed is not consumed here");
      case ConversationEvent thread -> {
        conversations.merge(
            new ConversationKey(thread.tenantId(), thread.conversationId()),
            ConversationFact.of(thread),
            ConversationFact::merge);
        BreachFact.of(thread)
            .ifPresent(
                breach ->
                    breaches.merge(
                        new BreachKey(thread.tenantId(), thread.conversationId(), thread.version()),
                        breach,
                        BreachFact::merge));
      }
      case CustomerEvent customer -> {
        switch (customer.kind()) {
          case EPISODE_CLOSED ->
              episodes.merge(
                  new EpisodeKey(customer.tenantId(), customer.episode().outcomeId()),
                  EpisodeFact.of(customer),
                  EpisodeFact::merge);
          case POOL_ENTERED, POOL_LEFT ->
              pool.merge(
                  new PoolKey(customer.tenantId(), customer.eventId().toString()),
                  PoolFact.of(customer),
                  PoolFact::merge);
        }
      }
    }
  }

  private void addDecision(ReplyOut out) {
    for (String messageId : out.decided().messageIds()) {
      messages.merge(
          new MessageKey(out.tenantId(), out.agentId(), messageId),
          MessageFact.of(out, messageId),
          MessageFact::merge);
    }
  }

  private void addReply(ReplyOut out) {
    replies.merge(
        new ReplyKey(out.tenantId(), out.reply().replyId()), ReplyFact.of(out), ReplyFact::merge);
    if (out.reply().messageId() != null) {
      messages.merge(
          new MessageKey(out.tenantId(), out.agentId(), out.reply().messageId()),
          MessageFact.of(out),
          MessageFact::merge);
    }
  }

  SortedMap<MessageKey, MessageFact> messages() {
    return messages;
  }

  SortedMap<ReplyKey, ReplyFact> replies() {
    return replies;
  }

  SortedMap<SessionKey, SessionFact> sessions() {
    return sessions;
  }

  SortedMap<EpisodeKey, EpisodeFact> episodes() {
    return episodes;
  }

  SortedMap<BreachKey, BreachFact> breaches() {
    return breaches;
  }

  SortedMap<PoolKey, PoolFact> pool() {
    return pool;
  }

  SortedMap<ConversationKey, ConversationFact> conversations() {
    return conversations;
  }

  boolean isEmpty() {
    return Stream.of(messages, replies, sessions, episodes, breaches, pool, conversations)
        .allMatch(Map::isEmpty);
  }
}
