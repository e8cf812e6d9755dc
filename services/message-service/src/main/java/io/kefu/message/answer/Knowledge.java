package io.kefu.message.answer;

import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.Basis;
import io.kefu.message.answer.Decision.Choice;
import io.kefu.message.answer.Decision.Clarify;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Inquiry.Attention;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.rules.Fact;
import io.kefu.message.rules.RuleAction.AnswerMode;
import io.kefu.message.settings.Settings;
import java.util.List;

/**
 * Answers from the knowledge base, the way a rule asks for. Its safety cannot be ruled away: on a
 * forbidden topic no model writes and only what is approved is said, and an entry that something
 * speaks against never answers. Pure: it says what to do next and is told what came of it.
 */
final class Knowledge {

  /** Source of a text that is the knowledge entry itself. */
  static final String EXTRACTIVE = "extractive";

  private static final int MAX_CHOICES = 3;

  /** What to do next. */
  sealed interface Step {}

  /** Nothing more: it is decided. */
  record Done(Decision decision) implements Step {}

  /**
   * Let the answering service write.
   *
   * @param question the question
   * @param evidence what it may rest on
   * @param verbatimOnly whether no model may write
   * @param fallback the decision when that service does not answer
   */
  record Write(String question, List<Evidence> evidence, boolean verbatimOnly, Decision fallback)
      implements Step {}

  private final Inquiry inquiry;
  private final Settings settings;
  private final MessageFacts facts;

  Knowledge(Inquiry inquiry, Settings settings, MessageFacts facts) {
    this.inquiry = inquiry;
    this.settings = settings;
    this.facts = facts;
  }

  /** Asked late: what is decided without it must not wait for it. */
  private boolean forbidden() {
    return facts.is(Fact.MESSAGE_FORBIDDEN_TOPIC);
  }

  /** The way a rule asks for, as far as it is safe. */
  Step answer(AnswerMode mode) {
    if (mode == AnswerMode.PICKED) {
      long picked = (long) facts.value(Fact.MESSAGE_PICKED);
      return picked == 0
          ? toPerson(HandOverReason.LOW_CONFIDENCE)
          : new Done(picked(inquiry.choices().get((int) picked - 1)));
    }
    Retrieval found = facts.retrieval();
    if (found.failed()) {
      return toPerson(
          forbidden() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.SEARCH_UNAVAILABLE);
    }
    if (found.best().isEmpty() || found.confidence() < settings.thresholds().clarify()) {
      return toPerson(forbidden() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.LOW_CONFIDENCE);
    }
    if (forbidden() || mode == AnswerMode.APPROVED) {
      return approvedOnly(found);
    }
    if (!found.vetoes().isEmpty()
        || (mode == AnswerMode.AUTO && !found.sure(settings.thresholds()))) {
      return new Done(clarify(found));
    }
    boolean verbatim = mode == AnswerMode.AUTO && found.certain(settings.thresholds());
    if (mode == AnswerMode.VERBATIM || verbatim) {
      return found.approved()
          ? new Done(itself(found.best().orElseThrow()))
          : toPerson(HandOverReason.LOW_CONFIDENCE);
    }
    return new Write(
        Question.query(facts.text()),
        found.evidence(),
        false,
        template(found.best().orElseThrow(), found.seen()));
  }

  /** The decision once the answering service wrote. */
  Decision written(AnswerResult result) {
    List<EvidenceView> seen = facts.retrieval().seen();
    List<EvidenceView> used =
        seen.stream().filter(entry -> result.evidenceIds().contains(entry.entryId())).toList();
    Basis basis =
        new Basis(
            used.isEmpty() ? seen : used,
            result.provider(),
            result.model(),
            result.tokensIn(),
            result.tokensOut(),
            null,
            result.costMicros());
    String content = result.content().strip();
    return switch (result.branch()) {
      case CLARIFICATION ->
          new Clarify(
              content.isEmpty() ? settings.text("clarify_open") : content,
              result.confidence(),
              List.of(),
              basis);
      case HANDOFF -> refused(content, result.confidence(), basis);
      default ->
          content.isEmpty()
              ? refused("", result.confidence(), basis)
              : new Answer(content, result.confidence(), Safety.branch(forbidden()), basis);
    };
  }

  /** A question with the choices that the knowledge base suggests. */
  Clarify clarify(Retrieval found) {
    List<Choice> choices =
        found.hits().stream()
            .filter(hit -> hit.approved() && hit.vetoes().isEmpty())
            .filter(hit -> hit.confidence() >= settings.thresholds().clarify())
            .limit(MAX_CHOICES)
            .map(
                hit ->
                    new Choice(
                        hit.entryId(),
                        hit.question() == null ? hit.title() : hit.question(),
                        hit.content(),
                        hit.confidence()))
            .toList();
    Basis basis = Basis.of(found.seen());
    if (choices.isEmpty()) {
      return new Clarify(settings.text("clarify_open"), found.confidence(), choices, basis);
    }
    StringBuilder text = new StringBuilder(settings.text("clarify"));
    for (int i = 0; i < choices.size(); i++) {
      text.append('\n').append(i + 1).append(". ").append(choices.get(i).title());
    }
    text.append('\n').append(settings.text("clarify_hint"));
    return new Clarify(text.toString(), found.confidence(), choices, basis);
  }

  /** A person; the notice goes out once: who is already waiting is not told again. */
  HandOver handOver(HandOverReason reason, String notice) {
    boolean first = inquiry.attention() == Attention.BOT;
    boolean searched = facts.retrieved();
    return new HandOver(
        reason,
        first ? notice : "",
        searched ? facts.retrieval().confidence() : 1,
        searched ? Basis.of(facts.retrieval().seen()) : Basis.NONE);
  }

  private Done toPerson(HandOverReason reason) {
    return new Done(handOver(reason, settings.text("handover")));
  }

  private Step approvedOnly(Retrieval found) {
    HandOver person =
        handOver(
            forbidden() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.LOW_CONFIDENCE,
            settings.text("handover"));
    if (!found.sure(settings.thresholds()) || !found.approved()) {
      return new Done(person);
    }
    List<Evidence> allowed = found.evidence().stream().filter(Evidence::approved).toList();
    return new Write(Question.query(facts.text()), allowed, true, person);
  }

  /** The third link of the chain: the sure entry itself; without one the apology. */
  private Decision template(SearchHit hit, List<EvidenceView> seen) {
    if (hit.approved()) {
      return itself(hit);
    }
    return new HandOver(
        HandOverReason.ANSWER_UNAVAILABLE,
        inquiry.attention() == Attention.BOT ? settings.text("apology") : "",
        hit.confidence(),
        Basis.of(seen));
  }

  private HandOver refused(String content, double confidence, Basis basis) {
    HandOverReason reason =
        forbidden() ? HandOverReason.FORBIDDEN_TOPIC : HandOverReason.ANSWER_REFUSED;
    boolean first = inquiry.attention() == Attention.BOT;
    String notice = content.isEmpty() ? settings.text("handover") : content;
    return new HandOver(reason, first ? notice : "", confidence, basis);
  }

  private Answer itself(SearchHit hit) {
    return new Answer(
        hit.content(),
        hit.confidence(),
        Safety.branch(forbidden()),
        new Basis(List.of(Retrieval.view(hit)), EXTRACTIVE, null, null, null, null));
  }

  private Answer picked(Choice choice) {
    EvidenceView entry =
        new EvidenceView(choice.entryId(), choice.title(), choice.content(), choice.confidence());
    return new Answer(
        choice.content(),
        choice.confidence(),
        Safety.branch(false),
        new Basis(List.of(entry), EXTRACTIVE, null, null, null, null));
  }
}
