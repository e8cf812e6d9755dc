package io.kefu.message.answer;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.message.rules.Fact;
import io.kefu.message.rules.Facts;
import io.kefu.message.settings.Settings;
import io.kefu.message.wording.Wording;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The facts about one message, each worked out when a rule first asks for it. Not thread-safe: one
 * decision, one instance.
 */
public final class MessageFacts implements Facts {

  private static final Set<ContentType> READABLE = Set.of(ContentType.TEXT, ContentType.QUOTE);

  private static final String KEY_ACCOUNT = "A";
  private static final String VIP = "vip";

  private final Inquiry inquiry;
  private final Settings settings;
  private final Supplier<Retrieval> knowledge;
  private final UnaryOperator<String> completing;
  private final Object[] known = new Object[Fact.values().length];
  private Retrieval retrieval;
  private String whole;
  private ZonedDateTime local;

  /**
   * Facts about an inquiry.
   *
   * @param knowledge asks the knowledge base; called at most once
   */
  public MessageFacts(Inquiry inquiry, Settings settings, Supplier<Retrieval> knowledge) {
    this(inquiry, settings, knowledge, UnaryOperator.identity());
  }

  /**
   * Facts about an inquiry in its conversation.
   *
   * @param knowledge asks the knowledge base; called at most once
   * @param completing completes a question that may lean on the conversation; called at most once
   */
  MessageFacts(
      Inquiry inquiry,
      Settings settings,
      Supplier<Retrieval> knowledge,
      UnaryOperator<String> completing) {
    this.inquiry = inquiry;
    this.settings = settings;
    this.knowledge = knowledge;
    this.completing = completing;
  }

  @Override
  public Object value(Fact fact) {
    Object value = known[fact.ordinal()];
    if (value == null) {
      value = found(fact);
      known[fact.ordinal()] = value;
    }
    return value;
  }

  /** The words without what addresses us. */
  public String text() {
    return (String) value(Fact.MESSAGE_TEXT);
  }

  /** The words to search for: those of a follow-up question completed from the conversation. */
  String whole() {
    if (whole == null) {
      whole = FollowUp.mayLean(text()) ? completing.apply(text()) : text();
    }
    return whole;
  }

  /** What the knowledge base said; asks it if nobody did. */
  public Retrieval retrieval() {
    if (retrieval == null) {
      retrieval = knowledge.get();
    }
    return retrieval;
  }

  /** Whether the knowledge base was asked. */
  public boolean retrieved() {
    return retrieval != null;
  }

  /** Whether a fact says yes. */
  boolean is(Fact fact) {
    return (boolean) value(fact);
  }

  private Object found(Fact fact) {
    return switch (fact) {
      case MESSAGE_TEXT -> Question.words(inquiry, settings.groups());
      case MESSAGE_FOLDED -> Wording.folded(text());
      case MESSAGE_BARE -> Wording.bare(text());
      case MESSAGE_CONTENT_TYPE -> inquiry.contentType().name().toLowerCase(Locale.ROOT);
      case MESSAGE_READABLE -> READABLE.contains(inquiry.contentType());
      case MESSAGE_CHAT_TYPE -> inquiry.chatType() == ChatType.GROUP ? "group" : "private";
      case MESSAGE_MENTIONED -> inquiry.mentioned();
      case MESSAGE_ADDRESSED -> Question.addressed(inquiry, settings.groups());
      case MESSAGE_OWN -> inquiry.own();
      case MESSAGE_LENGTH -> (long) text().codePointCount(0, text().length());
      case MESSAGE_SMALL_TALK -> smallTalk();
      case MESSAGE_QUESTION_REPEATED ->
          inquiry.previousQuestion() != null
              && Question.digest(text()).equals(inquiry.previousQuestion());
      case MESSAGE_PICKED -> (long) Question.picked(bare(), inquiry.choices());
      case MESSAGE_HAS_TRANSFER_WORD -> holds("transfer");
      case MESSAGE_HAS_ANGER -> holds("anger");
      case MESSAGE_FORBIDDEN_TOPIC ->
          holds("forbidden") || settings.list("forbidden").isIn(Wording.folded(whole()));
      case MESSAGE_URGENCY -> (long) urgency();
      case MESSAGE_NUMBER -> Question.number(text());
      case MESSAGE_ERP_KIND ->
          List.of("logistics", "invoice", "stock", "order").stream()
              .filter(this::holds)
              .findFirst()
              .orElse("");
      case CHAT_ID -> inquiry.place().chatId();
      case CHAT_NAME -> inquiry.place().chatName();
      case AGENT -> inquiry.place().agentId();
      case WORDS ->
          settings.words().entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      Map.Entry::getKey, entry -> entry.getValue().words()));
      case THRESHOLD_CERTAIN -> settings.thresholds().certain();
      case THRESHOLD_ANSWER -> settings.thresholds().answer();
      case THRESHOLD_CLARIFY -> settings.thresholds().clarify();
      case THRESHOLD_URGENCY -> (long) settings.escalation().urgency();
      case THRESHOLD_VIP_URGENCY -> (long) settings.escalation().vipUrgency();
      case CUSTOMER_KNOWN,
          CUSTOMER_NAME,
          CUSTOMER_BUCKET,
          CUSTOMER_GRADE,
          CUSTOMER_ON_FILE,
          CUSTOMER_TAGS,
          CUSTOMER_TRIGGER_LABEL,
          CUSTOMER_VIP,
          CUSTOMER_INTENT_SCORE ->
          ofCustomer(fact);
      case CONVERSATION_STATUS,
          CONVERSATION_HANDLING,
          CONVERSATION_ATTENTION,
          CONVERSATION_HANDOVER_COUNT ->
          ofConversation(fact);
      case TIME_HOUR, TIME_MINUTE, TIME_WEEKDAY, TIME_DATE, TIME_WORKING_HOURS, TIME_QUIET_HOURS ->
          ofTime(fact);
      case RETRIEVAL_CONFIDENCE,
          RETRIEVAL_SURE,
          RETRIEVAL_CERTAIN,
          RETRIEVAL_APPROVED,
          RETRIEVAL_HITS,
          RETRIEVAL_VETOES,
          RETRIEVAL_DEGRADED,
          RETRIEVAL_FAILED ->
          ofRetrieval(fact);
    };
  }

  private int urgency() {
    boolean overdue =
        inquiry.talk() != null && ConversationStatus.OVERDUE.name().equals(inquiry.talk().status());
    return Urgency.of(
        (String) value(Fact.MESSAGE_FOLDED),
        holds("danger"),
        holds("urgent"),
        overdue || is(Fact.MESSAGE_HAS_ANGER));
  }

  private String smallTalk() {
    if (!is(Fact.MESSAGE_READABLE)) {
      return "";
    }
    return bare().isEmpty()
        ? "greeting"
        : SmallTalk.in(text()).map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("");
  }

  private String bare() {
    return (String) value(Fact.MESSAGE_BARE);
  }

  private boolean holds(String list) {
    return settings.list(list).isIn((String) value(Fact.MESSAGE_FOLDED));
  }

  private Object ofCustomer(Fact fact) {
    Inquiry.Contact contact = inquiry.contact();
    return switch (fact) {
      case CUSTOMER_NAME -> contact == null ? "" : contact.name();
      case CUSTOMER_BUCKET -> contact == null ? "GRAY" : contact.bucket();
      case CUSTOMER_GRADE -> contact == null ? "C" : contact.grade();
      case CUSTOMER_ON_FILE -> contact != null && contact.onFile();
      case CUSTOMER_TAGS -> contact == null ? List.of() : contact.tags();
      case CUSTOMER_TRIGGER_LABEL ->
          contact == null || contact.triggerLabel() == null ? "" : contact.triggerLabel();
      case CUSTOMER_VIP -> contact != null && vip(contact);
      case CUSTOMER_INTENT_SCORE -> contact == null ? 0L : (long) contact.intentScore();
      default -> contact != null;
    };
  }

  private static boolean vip(Inquiry.Contact contact) {
    return KEY_ACCOUNT.equals(contact.grade())
        || contact.tags().stream().anyMatch(tag -> Wording.folded(tag).strip().equals(VIP));
  }

  private Object ofConversation(Fact fact) {
    Inquiry.Talk talk = inquiry.talk();
    return switch (fact) {
      case CONVERSATION_STATUS -> talk == null ? "UNSEEN" : talk.status();
      case CONVERSATION_HANDLING ->
          switch (inquiry.attention()) {
            case BOT -> "bot";
            case QUEUED, QUEUED_SILENT -> "queued";
            case HELD, MUTED -> "held";
          };
      case CONVERSATION_ATTENTION -> inquiry.attention().name().toLowerCase(Locale.ROOT);
      default -> talk == null ? 0L : talk.handovers().getAsLong();
    };
  }

  private Object ofTime(Fact fact) {
    if (local == null) {
      local = inquiry.at().atZone(settings.zone());
    }
    return switch (fact) {
      case TIME_HOUR -> (long) local.getHour();
      case TIME_MINUTE -> (long) local.getMinute();
      case TIME_WEEKDAY -> (long) local.getDayOfWeek().getValue();
      case TIME_DATE -> local.toLocalDate().toString();
      case TIME_WORKING_HOURS -> settings.working(inquiry.at());
      default -> settings.quiet(inquiry.at());
    };
  }

  private Object ofRetrieval(Fact fact) {
    Retrieval asked = retrieval();
    return switch (fact) {
      case RETRIEVAL_CONFIDENCE -> asked.confidence();
      case RETRIEVAL_SURE -> asked.sure(settings.thresholds());
      case RETRIEVAL_CERTAIN -> asked.certain(settings.thresholds());
      case RETRIEVAL_APPROVED -> asked.approved();
      case RETRIEVAL_HITS -> (long) asked.hits().size();
      case RETRIEVAL_VETOES -> asked.vetoes();
      case RETRIEVAL_DEGRADED -> !asked.failed() && asked.found().degraded();
      default -> asked.failed();
    };
  }
}
