package io.kefu.message.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a rule's condition can look at. Each is a variable of CEL with a dotted name and a declared
 * type, looked up only when the condition really reads it: an unknown name is found when a rule is
 * saved, and what costs something (the knowledge base) is asked for only by a rule that needs it.
 */
public enum Fact {
  /** The words, without the mention of our account; a burst's lines joined. */
  MESSAGE_TEXT("message.text", SimpleType.STRING, "what the customer wrote, mention removed"),
  /** The words as they are compared. */
  MESSAGE_FOLDED("message.folded", SimpleType.STRING, "text after NFKC, in lower case"),
  /** Letters and digits alone. */
  MESSAGE_BARE("message.bare", SimpleType.STRING, "folded text, letters and digits alone"),
  /** Kind of content. */
  MESSAGE_CONTENT_TYPE(
      "message.content_type",
      SimpleType.STRING,
      "text, image, voice, video, file, link, quote, card or system"),
  /** Whether there are words to read. */
  MESSAGE_READABLE("message.readable", SimpleType.BOOL, "whether there is text to read"),
  /** Private or group. */
  MESSAGE_CHAT_TYPE("message.chat_type", SimpleType.STRING, "private or group"),
  /** At-sign. */
  MESSAGE_MENTIONED("message.mentioned", SimpleType.BOOL, "whether our account was @-mentioned"),
  /** Meant for us. */
  MESSAGE_ADDRESSED(
      "message.addressed",
      SimpleType.BOOL,
      "private, or mentioned, or begins with one of the groups' prefixes"),
  /** Ours. */
  MESSAGE_OWN("message.own", SimpleType.BOOL, "whether our own account wrote it"),
  /** Characters. */
  MESSAGE_LENGTH("message.length", SimpleType.INT, "characters of the text"),
  /** Greeting and the like. */
  MESSAGE_SMALL_TALK(
      "message.small_talk",
      SimpleType.STRING,
      "greeting, thanks, acknowledgement or farewell when it is nothing else; else empty"),
  /** Again. */
  MESSAGE_QUESTION_REPEATED(
      "message.question_repeated",
      SimpleType.BOOL,
      "whether the customer asked the same a short time ago"),
  /** Choice. */
  MESSAGE_PICKED(
      "message.picked", SimpleType.INT, "number of the offered choice that was picked; 0 for none"),
  /** Wants a person. */
  MESSAGE_HAS_TRANSFER_WORD(
      "message.has_transfer_word", SimpleType.BOOL, "holds a word of the list transfer"),
  /** Angry. */
  MESSAGE_HAS_ANGER("message.has_anger", SimpleType.BOOL, "holds a word of the list anger"),
  /** Forbidden. */
  MESSAGE_FORBIDDEN_TOPIC(
      "message.forbidden_topic", SimpleType.BOOL, "holds a word of the list forbidden"),
  /** Haste. */
  MESSAGE_URGENCY(
      "message.urgency",
      SimpleType.INT,
      "1 to 5: by the lists danger (5) and urgent (4), exclamation marks, anger and waiting"),
  /** A number of a document. */
  MESSAGE_NUMBER(
      "message.number", SimpleType.STRING, "order, delivery or invoice number in it; else empty"),
  /** What the ERP could be asked for. */
  MESSAGE_ERP_KIND(
      "message.erp_kind",
      SimpleType.STRING,
      "order, logistics, invoice or stock, by the lists of those names; else empty"),
  /** Window. */
  CHAT_ID("chat.id", SimpleType.STRING, "id of the chat"),
  /** Window's title. */
  CHAT_NAME("chat.name", SimpleType.STRING, "title of the chat window"),
  /** Agent. */
  AGENT("agent", SimpleType.STRING, "id of the agent that saw the message"),
  /** Known at all. */
  CUSTOMER_KNOWN("customer.known", SimpleType.BOOL, "whether the sender is a customer of ours"),
  /** Name. */
  CUSTOMER_NAME("customer.name", SimpleType.STRING, "real name when on file, else the name shown"),
  /** List. */
  CUSTOMER_BUCKET("customer.bucket", SimpleType.STRING, "WHITE, GRAY or BLACK"),
  /** Grade. */
  CUSTOMER_GRADE("customer.grade", SimpleType.STRING, "A, B, C or D"),
  /** K-code. */
  CUSTOMER_ON_FILE("customer.on_file", SimpleType.BOOL, "whether the customer has a K-code"),
  /** Tags. */
  CUSTOMER_TAGS("customer.tags", ListType.create(SimpleType.STRING), "the customer's tags"),
  /** Label. */
  CUSTOMER_TRIGGER_LABEL("customer.trigger_label", SimpleType.STRING, "售前, 售后 or 客户开发; else empty"),
  /** Important. */
  CUSTOMER_VIP("customer.vip", SimpleType.BOOL, "grade A, or tagged VIP"),
  /** Score. */
  CUSTOMER_INTENT_SCORE("customer.intent_score", SimpleType.INT, "0 to 100"),
  /** Status. */
  CONVERSATION_STATUS(
      "conversation.status",
      SimpleType.STRING,
      "UNSEEN, NEED_REPLY, WAITING_THEM, OVERDUE, RESOLVED or SNOOZED, before this message"),
  /** Who looks after it. */
  CONVERSATION_HANDLING("conversation.handling", SimpleType.STRING, "bot, queued or held"),
  /** The same with the wish for silence. */
  CONVERSATION_ATTENTION(
      "conversation.attention", SimpleType.STRING, "bot, queued, queued_silent or held"),
  /** How often a person was asked for. */
  CONVERSATION_HANDOVER_COUNT(
      "conversation.handover_count",
      SimpleType.INT,
      "handovers decided in this conversation so far; costs a query"),
  /** Hour. */
  TIME_HOUR("time.hour", SimpleType.INT, "0 to 23, in the tenant's zone"),
  /** Minute. */
  TIME_MINUTE("time.minute", SimpleType.INT, "0 to 59"),
  /** Weekday. */
  TIME_WEEKDAY("time.weekday", SimpleType.INT, "1 is Monday, 7 is Sunday"),
  /** Date. */
  TIME_DATE("time.date", SimpleType.STRING, "for instance 2026-11-22"),
  /** Hours. */
  TIME_WORKING_HOURS("time.working_hours", SimpleType.BOOL, "whether people of ours are there"),
  /** Night. */
  TIME_QUIET_HOURS("time.quiet_hours", SimpleType.BOOL, "whether nothing is sent by itself"),
  /** How sure. */
  RETRIEVAL_CONFIDENCE("retrieval.confidence", SimpleType.DOUBLE, "0 to 1; 0 without a hit"),
  /** Sure. */
  RETRIEVAL_SURE(
      "retrieval.sure", SimpleType.BOOL, "from threshold.answer on, and nothing speaks against it"),
  /** Certain. */
  RETRIEVAL_CERTAIN(
      "retrieval.certain",
      SimpleType.BOOL,
      "sure, from threshold.certain on, and an approved question-and-answer entry"),
  /** Approved. */
  RETRIEVAL_APPROVED(
      "retrieval.approved", SimpleType.BOOL, "whether the best entry may be used word by word"),
  /** Count. */
  RETRIEVAL_HITS("retrieval.hits", SimpleType.INT, "entries found"),
  /** Against. */
  RETRIEVAL_VETOES(
      "retrieval.vetoes",
      ListType.create(SimpleType.STRING),
      "what the best entry lacks: codes, models, numbers of the question"),
  /** Without vectors. */
  RETRIEVAL_DEGRADED("retrieval.degraded", SimpleType.BOOL, "whether the vector stage was missing"),
  /** Broken. */
  RETRIEVAL_FAILED(
      "retrieval.failed", SimpleType.BOOL, "whether the knowledge base did not answer"),
  /** Limit. */
  THRESHOLD_CERTAIN("threshold.certain", SimpleType.DOUBLE, "the tenant's limit, 0 to 1"),
  /** Limit. */
  THRESHOLD_ANSWER("threshold.answer", SimpleType.DOUBLE, "the tenant's limit, 0 to 1"),
  /** Limit. */
  THRESHOLD_CLARIFY("threshold.clarify", SimpleType.DOUBLE, "the tenant's limit, 0 to 1"),
  /** Limit. */
  THRESHOLD_URGENCY(
      "threshold.urgency", SimpleType.INT, "from here on a person comes at once; 6 is never"),
  /** Limit. */
  THRESHOLD_VIP_URGENCY("threshold.vip_urgency", SimpleType.INT, "the same for a VIP"),
  /** The tenant's lists. */
  WORDS(
      "words",
      MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
      "the tenant's word lists by name");

  private static final Map<String, Fact> BY_NAME = new LinkedHashMap<>();

  static {
    for (Fact fact : values()) {
      BY_NAME.put(fact.celName, fact);
    }
  }

  private final String celName;
  private final CelType type;
  private final String meaning;

  Fact(String celName, CelType type, String meaning) {
    this.celName = celName;
    this.type = type;
    this.meaning = meaning;
  }

  /** The fact with a dotted name; null for an unknown one. */
  public static Fact named(String celName) {
    return BY_NAME.get(celName);
  }

  /** Every dotted name. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Fact::celName).toList();
  }

  /** Name as it is written in a condition. */
  public String celName() {
    return celName;
  }

  /** Declared type. */
  public CelType type() {
    return type;
  }

  /** What it means, one line. */
  public String meaning() {
    return meaning;
  }

  /** Whether reading it asks the knowledge base. */
  public boolean ofRetrieval() {
    return celName.startsWith("retrieval.");
  }
}
