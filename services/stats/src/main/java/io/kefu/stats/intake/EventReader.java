package io.kefu.stats.intake;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.Topics;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.EpisodeClosed;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes events of records, and says of each unreadable one why. Free of side effects. */
final class EventReader {

  /** What a record turned out to be. */
  sealed interface Reading {
    /** An event to count. */
    record Good(Event event) implements Reading {}

    /** An event from before the time that is remembered: counting it could count it twice. */
    record TooOld() implements Reading {}

    /** A record for the dead-letter topic. */
    record Poison(String code, String cause) implements Reading {}
  }

  private static final Map<String, Class<? extends Event>> TYPES =
      Map.of(
          Topics.MESSAGE_IN, MessageIn.class,
          Topics.REPLY_OUT, ReplyOut.class,
          Topics.AGENT_EVENT, AgentEvent.class,
          Topics.CONVERSATION_EVENT, ConversationEvent.class,
          Topics.CUSTOMER_EVENT, CustomerEvent.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MAX_ID_CHARACTERS = 128;
  private static final int MOST_SATISFIED = 5;
  private static final int MAX_BURST = 1_000;
  private static final Duration MAX_CLOCK_LEAD = Duration.ofDays(1);

  private final ObjectMapper mapper;
  private final Duration memory;

  /**
   * A reader.
   *
   * @param memory how far back facts are kept
   */
  EventReader(ObjectMapper mapper, Duration memory) {
    this.mapper = mapper;
    this.memory = memory;
  }

  /** Whether statistics count what lies in this topic. */
  boolean knows(String topic) {
    return TYPES.containsKey(topic);
  }

  Reading read(String topic, byte[] value, Instant now) {
    if (value == null || value.length == 0) {
      return new Reading.Poison("empty_record", "the record has no value");
    }
    Event event;
    try {
      event = mapper.readValue(value, TYPES.get(topic));
    } catch (IOException e) {
      return new Reading.Poison("unreadable_event", "not an event of " + topic + where(e));
    }
    if (event == null) {
      return new Reading.Poison("unreadable_event", "the record is null");
    }
    String wrong = wrongField(event);
    if (wrong != null) {
      return new Reading.Poison("invalid_event", wrong + " is missing or not of the schema's form");
    }
    Instant at = countedAt(event);
    if (at.isAfter(now.plus(MAX_CLOCK_LEAD))) {
      return new Reading.Poison("invalid_event", "the event's time lies in the future");
    }
    return at.isBefore(now.minus(memory)) ? new Reading.TooOld() : new Reading.Good(event);
  }

  private static Instant countedAt(Event event) {
    return switch (event) {
      case MessageIn in -> in.receivedAt();
      case ReplyOut out when out.reply() != null -> out.reply().timestamp();
      case CustomerEvent customer when customer.episode() != null -> customer.episode().closedAt();
      default -> event.occurredAt();
    };
  }

  private static String wrongField(Event event) {
    if (!NAME.matcher(event.tenantId()).matches()) {
      return "tenant_id";
    }
    return switch (event) {
      case MessageIn in -> {
        if (!NAME.matcher(in.agentId()).matches()) {
          yield "agent_id";
        }
        yield isId(in.message().messageId()) ? null : "message_id";
      }
      case ReplyOut out -> {
        if (!NAME.matcher(out.agentId()).matches()) {
          yield "agent_id";
        }
        if (out.decision() != null && !areTraits(out.decision().customer())) {
          yield "decision";
        }
        if (out.decided() != null) {
          List<String> covered = out.decided().messageIds();
          boolean valid =
              isId(out.decided().messageId())
                  && !covered.isEmpty()
                  && covered.size() <= MAX_BURST
                  && covered.stream().allMatch(EventReader::isId);
          yield valid ? null : "decided";
        }
        if (out.reply() == null) {
          yield null;
        }
        if (!isId(out.reply().replyId())) {
          yield "reply_id";
        }
        if (!isLabel(out.operator())) {
          yield "operator";
        }
        String message = out.reply().messageId();
        yield message == null || isId(message) ? null : "message_id";
      }
      case AgentEvent agent -> {
        if (!NAME.matcher(agent.agentId()).matches()) {
          yield "agent_id";
        }
        if (agent.sessionId() != null && !isId(agent.sessionId())) {
          yield "session_id";
        }
        yield agent.receipt() == null || isId(agent.receipt().replyId()) ? null : "reply_id";
      }
      case ConversationEvent thread -> {
        if (!NAME.matcher(thread.agentId()).matches()) {
          yield "agent_id";
        }
        if (!isId(thread.conversationId())) {
          yield "conversation_id";
        }
        if (!isLabel(thread.heldBy()) || !isLabel(thread.assignedTo())) {
          yield "held_by";
        }
        yield areTraits(thread.customer()) ? null : "customer";
      }
      case CustomerEvent customer -> {
        if (!areTraits(customer.customer())) {
          yield "customer";
        }
        yield isEpisode(customer.episode()) ? null : "episode";
      }
      default -> null;
    };
  }

  private static boolean isEpisode(EpisodeClosed episode) {
    return episode == null
        || (isId(episode.outcomeId())
            && NAME.matcher(episode.agentId()).matches()
            && isLabel(episode.operator())
            && (episode.satisfaction() == null
                || (episode.satisfaction() >= 1 && episode.satisfaction() <= MOST_SATISFIED)));
  }

  private static boolean areTraits(CustomerTraits traits) {
    return traits == null
        || (isLabel(traits.bucket()) && isLabel(traits.grade()) && isLabel(traits.triggerLabel()));
  }

  /** A name that becomes the value of a dimension. */
  private static boolean isLabel(String text) {
    return text == null || (text.length() <= MAX_ID_CHARACTERS && text.indexOf('\0') < 0);
  }

  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= MAX_ID_CHARACTERS && id.indexOf('\0') < 0;
  }

  private static String where(IOException failure) {
    // Names the field only: the message of the exception may quote what a customer wrote.
    if (failure instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return mapping.getPath().stream()
          .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
          .collect(Collectors.joining(".", ": at ", ""));
    }
    return "";
  }
}
