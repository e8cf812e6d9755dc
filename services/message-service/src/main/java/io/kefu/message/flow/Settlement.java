package io.kefu.message.flow;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.conversation.ShadowDecision;
import io.kefu.message.answer.AnswerConfig;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.Decision;
import io.kefu.message.answer.Question;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.conversation.StatusMachine;
import io.kefu.message.conversation.ThreadEvent;
import io.kefu.message.customer.SignalConfig;
import io.kefu.message.customer.SignalScore;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.handover.Handling;
import io.kefu.message.handover.HandoverConfig;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.SendSchedule;
import io.kefu.message.rules.PolicyBook;
import io.kefu.message.settings.BotMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Turns a decision into what is stored: the row, the parts of the reply, and the conversation as it
 * is afterwards. Reads nothing and writes nothing.
 */
@ApplicationScoped
class Settlement {

  private final ReplyParts replies;
  private final SlaConfig sla;
  private final RuleChanges changes;
  private final HandoverConfig handover;
  private final JsonRows json;
  private final Clock clock;
  private final SignalScore scoring;
  private final AnswerConfig answers;
  private final PolicyBook policies;

  Settlement(
      ReplyParts replies,
      SlaConfig sla,
      HandoverConfig handover,
      JsonRows json,
      SignalConfig signals,
      AnswerConfig answers,
      PolicyBook policies,
      Clock clock) {
    this.replies = replies;
    this.sla = sla;
    this.changes = new RuleChanges(sla);
    this.handover = handover;
    this.json = json;
    this.clock = clock;
    this.scoring = new SignalScore(signals);
    this.answers = answers;
    this.policies = policies;
  }

  /**
   * What a customer's message signals; empty for rows that no customer wrote, and for talk in a
   * group that is not addressed to us.
   */
  Optional<SignalScore.Signal> signal(
      ClaimedChat claim, Burst burst, boolean knowledgeMatch, Instant now) {
    PendingMessage lead = burst.lead();
    boolean ours =
        lead.thread() != null
            && !lead.own()
            && Question.addressed(
                claim.chatType(),
                burst.mentioned(),
                burst.text(),
                policies.atHand(claim.chat().tenantId()).groups());
    return ours
        ? Optional.of(scoring.of(burst.text(), burst.fileNames(), knowledgeMatch, now))
        : Optional.empty();
  }

  /** The customer's bucket after a signal. */
  String bucketAfter(PendingMessage.Thread thread, SignalScore.Signal signal) {
    return scoring.bucketAfter(thread.bucket(), thread.onFile(), signal);
  }

  private DecidedWork.SignalRow signalRow(
      ClaimedChat claim, Burst burst, Decision decision, Instant now) {
    PendingMessage.Thread thread = burst.lead().thread();
    boolean known =
        decision.basis().evidence().stream()
            .anyMatch(entry -> entry.confidence() >= answers.thresholds().answer());
    return signal(claim, burst, known, now)
        .map(
            signal ->
                new DecidedWork.SignalRow(
                    thread.customerId(),
                    burst.messages().size(),
                    signal.points(),
                    signal.trigger(),
                    bucketAfter(thread, signal),
                    scoring.proposesWhite(thread.onFile(), signal),
                    signal.quoteRequest()))
        .orElse(
            thread == null
                ? null
                : new DecidedWork.SignalRow(
                    thread.customerId(), burst.messages().size(), 0, null, null, false, false));
  }

  /** Whether the decision would say something to the customer. */
  boolean says(Answering.Decided decided) {
    return !ReplyParts.content(decided.decision()).isBlank();
  }

  /**
   * What is stored when the decision meets the conversation as it is by then.
   *
   * @param schedule where the reply's parts get their slots
   * @param mutedAt since when the chat is muted; null while the bot may speak
   * @param behind when the last part goes out that waits in this chat; null when none waits
   */
  DecidedWork settle(
      ClaimedChat claim,
      Burst burst,
      Answering.Decided decided,
      Conversation conversation,
      SendSchedule schedule,
      Instant mutedAt,
      Instant behind) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Decision decision = decided.decision();
    boolean taken =
        conversation != null
            && conversation.handling().at(now).mode() == Handling.Mode.HELD
            && !(decision instanceof Decision.Ignore)
            && !(decision instanceof Decision.Command);
    if (taken) {
      // The last look before anything is said: a bot never talks over a person.
      decision = new Decision.Ignore("operator_holds");
    }
    if (mutedAt != null
        && !(decision instanceof Decision.Command)
        && !ReplyParts.content(decision).isBlank()) {
      decision = new Decision.Ignore(Decision.Ignore.MUTED);
    }
    BotMode mode = policies.atHand(claim.chat().tenantId()).bot();
    ShadowDecision shadow = null;
    if (mode != BotMode.ON && Silence.covers(decision)) {
      // The same last look, for the whole tenant.
      shadow = mode == BotMode.SHADOW ? Silence.shadow(decision) : null;
      decision = new Decision.Ignore(mode.silence().orElseThrow(), decision.basis());
    }
    boolean silenced = taken || decision instanceof Decision.Ignore && mode != BotMode.ON;
    List<String> texts = replies.texts(claim.chat().tenantId(), decision);
    Optional<List<Instant>> slots = replies.slots(claim, burst, texts, schedule, behind, now);
    if (slots.isEmpty() && !(decision instanceof Decision.HandOver)) {
      decision =
          new Decision.HandOver(
              HandOverReason.RATE_LIMITED,
              ReplyParts.content(decision),
              decision.confidence(),
              decision.basis());
    }
    DecidedWork.SignalRow signal = signalRow(claim, burst, decision, now);
    DecidedWork.DecisionRow row =
        DecisionRows.row(
            claim,
            burst,
            decided,
            decision,
            slots.isPresent() ? null : Branch.RATE_LIMITED,
            signal,
            shadow,
            now);
    List<OutboxPart> parts = replies.of(claim, burst, row, texts, slots.orElse(null), now);
    HandOverReason escalated = escalated(decided, decision);
    return new DecidedWork(
        claim.chat(),
        burst.messageIds(),
        row,
        slots.isPresent() ? parts : List.of(),
        slots.isPresent() ? List.of() : parts,
        signal,
        conversation == null
            ? null
            : changes.moved(
                after(conversation, burst, decision, now), burst, decided, silenced, now),
        burst.lead().own() ? "our_message" : "customer_message",
        conversation == null
            ? null
            : RuleChanges.effects(claim, burst, decided, taken, mode == BotMode.SHADOW, now),
        ChatMutes.mute(claim, decision, now),
        escalated == null && ChatMutes.asked(burst, decision)
            ? since(decision, mutedAt, now)
            : null,
        escalated);
  }

  /**
   * Why a person has to come before others do; null when that is not so. A muted bot keeps its
   * words to itself, but no fire: what it would have escalated comes first among the to-dos.
   *
   * @param decided what was decided
   * @param settled what became of it
   */
  private static HandOverReason escalated(Answering.Decided decided, Decision settled) {
    boolean handedOver = settled instanceof Decision.HandOver;
    boolean muted = settled instanceof Decision.Ignore ignored && ignored.isMute();
    if (!handedOver && !muted) {
      return null;
    }
    Decision meant = handedOver ? settled : decided.decision();
    return meant instanceof Decision.HandOver handOver && handOver.reason().escalates()
        ? handOver.reason()
        : decided.unheard();
  }

  /** A chat has its own time of silence; a tenant's counts by days. */
  private static Instant since(Decision decision, Instant mutedAt, Instant now) {
    return decision instanceof Decision.Ignore ignored
            && Decision.Ignore.MUTED.equals(ignored.reason())
        ? mutedAt == null ? now : mutedAt
        : now.truncatedTo(ChronoUnit.DAYS);
  }

  private Conversation after(Conversation before, Burst burst, Decision decision, Instant now) {
    PendingMessage lead = burst.lead();
    Handling handling = before.handling().at(now);
    if (lead.own()) {
      return heard(before, lead)
          ? before.with(handling)
          : before.with(handling).with(state(before, new ThreadEvent.WeSpoke(lead.saidAt()), now));
    }
    if (decision instanceof Decision.Ignore ignored
        && !"operator_holds".equals(ignored.reason())
        && !ChatMutes.silenced(decision)) {
      boolean waitsForNobody =
          "black_list".equals(ignored.reason()) && before.state().lastSpeaker() == Speaker.THEM;
      return waitsForNobody
          ? before.with(handling).with(state(before, new ThreadEvent.Resolved(), now))
          : before.with(handling);
    }
    Conversation after =
        heard(before, lead)
            ? before
            : before.with(state(before, new ThreadEvent.TheySpoke(lead.saidAt()), now));
    String digest = Question.digest(burst.text());
    after =
        switch (decision) {
          case Decision.Clarify clarify ->
              after.asked(
                  digest, now, clarify.choices().isEmpty() ? null : json.text(clarify.choices()));
          case Decision.Answer answer when digest.isEmpty() ->
              after.asked(before.question(), before.questionAt(), null);
          case Decision.Answer answer -> after.asked(digest, now, null);
          case Decision.HandOver handOver -> after.asked(digest, now, null);
          case Decision.Command command -> after;
          case Decision.Ignore ignore -> after;
        };
    return decision instanceof Decision.HandOver handOver
        ? after.with(handling.queued(handOver.reason(), now, now.plus(handover.queuedFor())))
        : after.with(handling);
  }

  /** The intake has told the conversation; what an operator did about it since stands. */
  private static boolean heard(Conversation conversation, PendingMessage lead) {
    Instant last = conversation.state().lastMessageAt();
    return last != null && !last.isBefore(lead.saidAt());
  }

  private io.kefu.message.conversation.ThreadState state(
      Conversation before, ThreadEvent event, Instant now) {
    return StatusMachine.after(before.state(), event, sla.limits(before.grade()), now);
  }
}
