package io.kefu.message.answer;

import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.Basis;
import io.kefu.message.answer.Decision.Choice;
import io.kefu.message.answer.Decision.Clarify;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Decision.Ignore;
import io.kefu.message.answer.Inquiry.Attention;
import io.kefu.message.answer.Route.Decided;
import io.kefu.message.answer.Route.Search;
import io.kefu.message.answer.Route.Write;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The answer policy of domain.md §5, cheapest way first: silence, small talk, a person, forbidden
 * topics, the knowledge base. Pure: it says what to do next and is told what came of it.
 */
public final class AnswerPolicy {

  /** Source of a text that is the knowledge entry itself. */
  public static final String EXTRACTIVE = "extractive";

  private static final int MAX_CHOICES = 3;
  private static final int MAX_QUERY_CHARACTERS = 2_000;
  private static final int MAX_DIGEST_CHARACTERS = 200;
  private static final Set<ContentType> READABLE = Set.of(ContentType.TEXT, ContentType.QUOTE);

  /** A mention as WeChat writes it: at sign, name, and a four-per-em or a common space. */
  private static final Pattern MENTION = Pattern.compile("@[^\\s\\u2005@]+([\\u2005\\s]+|$)");

  private final AnswerConfig config;

  /** A policy with the limits, words and texts of a tenant. */
  public AnswerPolicy(AnswerConfig config) {
    this.config = config;
  }

  /** The first step for a message. */
  public Route first(Inquiry inquiry) {
    Optional<Decision> silent = silence(inquiry);
    if (silent.isPresent()) {
      return new Decided(silent.get());
    }
    String text = words(inquiry);
    if (!READABLE.contains(inquiry.contentType())) {
      return handOver(inquiry, HandOverReason.UNREADABLE_CONTENT, 1, Basis.NONE);
    }
    String bare = Wording.bare(text);
    Optional<Choice> picked = picked(bare, inquiry.choices());
    if (picked.isPresent()) {
      return new Decided(verbatim(picked.get()));
    }
    Optional<SmallTalk.Kind> smallTalk =
        bare.isEmpty() ? Optional.of(SmallTalk.Kind.GREETING) : SmallTalk.in(text);
    if (smallTalk.isPresent()) {
      return new Decided(new Answer(canned(smallTalk.get()), 1, Branch.CANNED, Basis.NONE));
    }
    String folded = Wording.folded(text);
    if (containsAny(folded, config.words().transfer())) {
      return handOver(inquiry, HandOverReason.TRANSFER_WORD, 1, Basis.NONE);
    }
    if (containsAny(folded, config.words().anger())) {
      return handOver(inquiry, HandOverReason.ANGER, 1, Basis.NONE);
    }
    if (digest(text).equals(inquiry.previousQuestion())) {
      return handOver(inquiry, HandOverReason.SAME_QUESTION, 1, Basis.NONE);
    }
    return new Search(query(text), containsAny(folded, config.words().forbidden()));
  }

  /** The step after the search. */
  public Route afterSearch(Inquiry inquiry, Search search, SearchResult found) {
    List<EvidenceView> seen = found.hits().stream().map(AnswerPolicy::view).toList();
    Optional<SearchHit> best = found.hits().stream().findFirst();
    double confidence = best.map(SearchHit::confidence).orElse(0.0);
    if (best.isEmpty() || confidence < config.thresholds().clarify()) {
      HandOverReason reason =
          search.forbidden() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.LOW_CONFIDENCE;
      return handOver(inquiry, reason, confidence, Basis.of(seen));
    }
    SearchHit hit = best.get();
    boolean sure = confidence >= config.thresholds().answer() && hit.vetoes().isEmpty();
    if (search.forbidden()) {
      return forbidden(inquiry, search, found, sure && hit.approved());
    }
    if (!sure) {
      return new Decided(clarify(found.hits(), confidence, seen));
    }
    boolean certain =
        confidence >= config.thresholds().certain() && hit.approved() && hit.kind() == EntryKind.QA;
    if (certain) {
      return new Decided(
          new Answer(hit.content(), confidence, Branch.DIRECT_ANSWER, extractive(hit)));
    }
    return new Write(search.query(), evidence(found), false, template(inquiry, hit, seen));
  }

  /** What to do when the knowledge base cannot be searched. */
  public Decision searchFailed(Inquiry inquiry, Search search) {
    return handOverDecision(
        inquiry,
        search.forbidden() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.SEARCH_UNAVAILABLE,
        0,
        Basis.NONE);
  }

  /** The decision once the answering service wrote. */
  public Decision afterWriting(
      Inquiry inquiry, Write write, AnswerResult result, List<EvidenceView> seen) {
    List<EvidenceView> used =
        seen.stream().filter(entry -> result.evidenceIds().contains(entry.entryId())).toList();
    Basis basis =
        new Basis(
            used.isEmpty() ? seen : used,
            result.provider(),
            result.model(),
            result.tokensIn(),
            result.tokensOut(),
            null);
    String content = result.content().strip();
    return switch (result.branch()) {
      case CLARIFICATION ->
          new Clarify(
              content.isEmpty() ? config.texts().clarifyOpen() : content,
              result.confidence(),
              List.of(),
              basis);
      case HANDOFF -> refused(inquiry, write, content, result.confidence(), basis);
      default ->
          content.isEmpty()
              ? refused(inquiry, write, "", result.confidence(), basis)
              : new Answer(
                  content,
                  result.confidence(),
                  write.verbatimOnly() ? Branch.FORBIDDEN : Branch.DIRECT_ANSWER,
                  basis);
    };
  }

  /** The decision when nothing works and trying again did not help. */
  public Decision broken(Inquiry inquiry) {
    return silence(inquiry)
        .orElseGet(
            () ->
                new HandOver(
                    HandOverReason.INTERNAL_ERROR, config.texts().apology(), 0, Basis.NONE));
  }

  /**
   * The form in which two questions are the same; null for what is no question (small talk, signs
   * without letters).
   */
  public static String digest(String text) {
    String bare = Wording.bare(MENTION.matcher(text).replaceAll(""));
    if (bare.isEmpty() || SmallTalk.in(text).isPresent()) {
      return "";
    }
    return bare.length() <= MAX_DIGEST_CHARACTERS ? bare : bare.substring(0, MAX_DIGEST_CHARACTERS);
  }

  private static Optional<Decision> silence(Inquiry inquiry) {
    if (inquiry.own()) {
      return Optional.of(new Ignore("own_message"));
    }
    if (inquiry.contentType() == ContentType.SYSTEM) {
      return Optional.of(new Ignore("system_row"));
    }
    if (inquiry.blocked()) {
      return Optional.of(new Ignore("black_list"));
    }
    if (inquiry.chatType() == ChatType.GROUP && !inquiry.mentioned()) {
      return Optional.of(new Ignore("not_mentioned"));
    }
    return switch (inquiry.attention()) {
      case HELD -> Optional.of(new Ignore("operator_holds"));
      case QUEUED_SILENT ->
          Optional.of(new HandOver(HandOverReason.WAITING_FOR_OPERATOR, "", 1, Basis.NONE));
      case BOT, QUEUED -> Optional.empty();
    };
  }

  private Route forbidden(Inquiry inquiry, Search search, SearchResult found, boolean approved) {
    List<Evidence> allowed = evidence(found).stream().filter(Evidence::approved).toList();
    List<EvidenceView> seen = found.hits().stream().map(AnswerPolicy::view).toList();
    HandOver toPerson =
        handOverDecision(
            inquiry, HandOverReason.FORBIDDEN_TOPIC, found.confidence(), Basis.of(seen));
    return approved ? new Write(search.query(), allowed, true, toPerson) : new Decided(toPerson);
  }

  /** The third link of the chain: the certain entry itself; without one the apology. */
  private Decision template(Inquiry inquiry, SearchHit hit, List<EvidenceView> seen) {
    if (hit.approved()) {
      return new Answer(hit.content(), hit.confidence(), Branch.DIRECT_ANSWER, extractive(hit));
    }
    return new HandOver(
        HandOverReason.ANSWER_UNAVAILABLE,
        inquiry.attention() == Attention.BOT ? config.texts().apology() : "",
        hit.confidence(),
        Basis.of(seen));
  }

  private Decision refused(
      Inquiry inquiry, Write write, String content, double confidence, Basis basis) {
    HandOverReason reason =
        write.verbatimOnly() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.ANSWER_REFUSED;
    boolean first = inquiry.attention() == Attention.BOT;
    String notice = content.isEmpty() ? config.texts().handover() : content;
    return new HandOver(reason, first ? notice : "", confidence, basis);
  }

  private Clarify clarify(List<SearchHit> hits, double confidence, List<EvidenceView> seen) {
    List<Choice> choices =
        hits.stream()
            .filter(hit -> hit.approved() && hit.vetoes().isEmpty())
            .filter(hit -> hit.confidence() >= config.thresholds().clarify())
            .limit(MAX_CHOICES)
            .map(
                hit ->
                    new Choice(
                        hit.entryId(),
                        hit.question() == null ? hit.title() : hit.question(),
                        hit.content(),
                        hit.confidence()))
            .toList();
    if (choices.isEmpty()) {
      return new Clarify(config.texts().clarifyOpen(), confidence, choices, Basis.of(seen));
    }
    StringBuilder text = new StringBuilder(config.texts().clarify());
    for (int i = 0; i < choices.size(); i++) {
      text.append('\n').append(i + 1).append(". ").append(choices.get(i).title());
    }
    text.append('\n').append(config.texts().clarifyHint());
    return new Clarify(text.toString(), confidence, choices, Basis.of(seen));
  }

  private static Answer verbatim(Choice choice) {
    EvidenceView entry =
        new EvidenceView(choice.entryId(), choice.title(), choice.content(), choice.confidence());
    return new Answer(
        choice.content(),
        choice.confidence(),
        Branch.DIRECT_ANSWER,
        new Basis(List.of(entry), EXTRACTIVE, null, null, null, null));
  }

  private static Optional<Choice> picked(String bare, List<Choice> choices) {
    int number =
        switch (bare) {
          case "1", "一", "第一个", "第1个" -> 1;
          case "2", "二", "第二个", "第2个" -> 2;
          case "3", "三", "第三个", "第3个" -> 3;
          default -> 0;
        };
    return number >= 1 && number <= choices.size()
        ? Optional.of(choices.get(number - 1))
        : Optional.empty();
  }

  private Route handOver(Inquiry inquiry, HandOverReason reason, double confidence, Basis basis) {
    return new Decided(handOverDecision(inquiry, reason, confidence, basis));
  }

  /** The notice goes out once: a customer who is already waiting is not told again. */
  private HandOver handOverDecision(
      Inquiry inquiry, HandOverReason reason, double confidence, Basis basis) {
    boolean first = inquiry.attention() == Attention.BOT;
    return new HandOver(reason, first ? config.texts().handover() : "", confidence, basis);
  }

  private String canned(SmallTalk.Kind kind) {
    return switch (kind) {
      case GREETING -> config.texts().greeting();
      case ACKNOWLEDGEMENT -> config.texts().acknowledgement();
      case THANKS -> config.texts().thanks();
      case FAREWELL -> config.texts().farewell();
    };
  }

  private static String words(Inquiry inquiry) {
    return inquiry.chatType() == ChatType.GROUP
        ? MENTION.matcher(inquiry.text()).replaceAll("").strip()
        : inquiry.text().strip();
  }

  private static String query(String text) {
    return text.codePointCount(0, text.length()) <= MAX_QUERY_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_QUERY_CHARACTERS));
  }

  private static boolean containsAny(String text, List<String> words) {
    return words.stream()
        .map(Wording::folded)
        .anyMatch(word -> !word.isEmpty() && text.contains(word));
  }

  private static Basis extractive(SearchHit hit) {
    return new Basis(List.of(view(hit)), EXTRACTIVE, null, null, null, null);
  }

  private static List<Evidence> evidence(SearchResult found) {
    return found.hits().stream()
        .map(
            hit ->
                new Evidence(
                    hit.entryId(),
                    hit.title(),
                    hit.question(),
                    hit.content(),
                    hit.confidence(),
                    hit.approved()))
        .toList();
  }

  private static EvidenceView view(SearchHit hit) {
    return new EvidenceView(hit.entryId(), hit.title(), hit.content(), hit.confidence());
  }
}
